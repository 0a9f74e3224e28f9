"""The alliance: its places, innovation areas and organisations."""

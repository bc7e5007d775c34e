"""How exposed the work of a region or industry is to AI: structure, never an alarm."""

from trimtab.exposure.compute import ExposureOfMix, exposure_of_mix

__all__ = ["ExposureOfMix", "exposure_of_mix"]

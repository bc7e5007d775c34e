"""Ensembles: the mixes of a scenario over draws of parameters and replicates of chance."""

from trimtab.simulation.ensemble.combining import Combinations, combine_levers
from trimtab.simulation.ensemble.limits import Size, measure_seconds, size_of
from trimtab.simulation.ensemble.packing import pack, unpack
from trimtab.simulation.ensemble.planning import Ensemble, Task, plan_ensemble, tasks_of
from trimtab.simulation.ensemble.running import Runner, in_processes, run_ensemble
from trimtab.simulation.ensemble.working import cautions_of, run_task

__all__ = [
    "Combinations",
    "Ensemble",
    "Runner",
    "Size",
    "Task",
    "cautions_of",
    "combine_levers",
    "in_processes",
    "measure_seconds",
    "pack",
    "plan_ensemble",
    "run_ensemble",
    "run_task",
    "size_of",
    "tasks_of",
    "unpack",
]

"""China's monitoring panel of firms (企业用工监测): the workbook, its checks, its aggregation."""

from trimtab.ingest.monitoring_panel.reading import (
    is_monitoring_panel,
    read_monitoring_panel,
    stage_monitoring_panel,
)
from trimtab.ingest.monitoring_panel.writing import write_panel_template

__all__ = [
    "is_monitoring_panel",
    "read_monitoring_panel",
    "stage_monitoring_panel",
    "write_panel_template",
]

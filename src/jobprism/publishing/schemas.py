"""JSON Schemas of the documents: ``python -m jobprism.publishing.schemas FOLDER`` writes them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pydantic import BaseModel

from jobprism.analyses.assessment_document import AssessmentReport
from jobprism.analyses.comparison import ComparisonReport
from jobprism.analyses.documents import ProfessionReport
from jobprism.analyses.editions_document import EditionsDiff, EditionsReport
from jobprism.analyses.level_document import LevelReport
from jobprism.analyses.outlook_document import OutlookReport
from jobprism.analyses.plan_documents import PivotPlan
from jobprism.analyses.reading_document import ReadingReport
from jobprism.analyses.skills_document import SkillReport, SkillsReport
from jobprism.analyses.task import TaskReport
from jobprism.analyses.validation import ValidationReport
from jobprism.analyses.workforce_document import WorkforceSummary
from jobprism.files import write_text

DOCUMENTS: dict[str, type[BaseModel]] = {
    "profession": ProfessionReport,
    "comparison": ComparisonReport,
    "task": TaskReport,
    "validation": ValidationReport,
    "outlook": OutlookReport,
    "assessment": AssessmentReport,
    "reading": ReadingReport,
    "plan": PivotPlan,
    "level": LevelReport,
    "skills": SkillsReport,
    "skill": SkillReport,
    "editions_diff": EditionsDiff,
    "editions": EditionsReport,
    "workforce": WorkforceSummary,
}


def schema_text(name: str) -> str:
    """The JSON Schema of a document, as it is kept in ``docs/schema``."""
    schema = DOCUMENTS[name].model_json_schema(mode="serialization")
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for document in DOCUMENTS:
        write_text(Path(sys.argv[1]) / f"{document}.schema.json", schema_text(document))

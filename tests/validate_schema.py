"""Holds JSON documents against a schema: validate_schema.py SCHEMA DOCUMENT...

Prints a line a document: "fits", or the first breach. Exit codes: 0 all fit, 1 some do not, 77
python3-jsonschema is not installed.
"""
import json
import sys

try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is not installed")
    sys.exit(77)

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
validator_class = jsonschema.validators.validator_for(schema)
validator_class.check_schema(schema)
validator = validator_class(schema)
all_fit = True
for name in sys.argv[2:]:
    with open(name, encoding="utf-8") as file:
        breach = next(validator.iter_errors(json.load(file)), None)
    if breach is None:
        print("fits")
    else:
        all_fit = False
        print("breach at " + "/".join(map(str, breach.absolute_path)) + ": " + breach.message[:200])
sys.exit(0 if all_fit else 1)

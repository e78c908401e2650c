"""In Odoo's shell: check and load the file as an upload, then once more, and roll back."""
# ruff: noqa: F821 - Odoo's shell gives ``env``.

import base64
import json
import os
import resource
import time

bench = json.loads(os.environ["BENCH"])
path = bench["path"]
with open(path, "rb") as file:
    content = base64.b64encode(file.read())


def new_upload():
    upload = env["dms.upload"].create(
        {
            "distributor_id": bench["distributor"],
            "file": content,
            "file_name": os.path.basename(path),
        }
    )
    env.flush_all()
    env.invalidate_all()
    return upload


def measure(run):
    start = time.perf_counter()
    run()
    env.flush_all()
    return time.perf_counter() - start


upload = new_upload()
figures = {"check": measure(upload._run_check), "load": measure(upload._run_load)}
assert upload.state == "loaded" and upload.new_count == upload.row_count, upload.read()
figures["rows"] = upload.row_count
figures["again"] = measure(new_upload()._run_load)
figures["mebibytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
env.cr.rollback()
print("FIGURES", json.dumps(figures))

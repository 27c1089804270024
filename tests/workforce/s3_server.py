"""A server on loopback that speaks what object storage is asked here: objects, ranges, lists, uploads in pieces.

Run as ``python s3_server.py PORT``. Buckets come into being with their first object; keys are not checked.
"""

from __future__ import annotations

import hashlib
import sys
import uuid
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'


class Handler(BaseHTTPRequestHandler):
    """Objects in memory, by bucket and key."""

    protocol_version = "HTTP/1.1"
    objects: dict[str, bytes] = {}  # noqa: RUF012 - one store for all requests
    pieces: dict[str, dict[int, bytes]] = {}  # noqa: RUF012

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _asked(self) -> tuple[str, dict[str, str]]:
        parts = urlsplit(self.path)
        query = {k: v[0] for k, v in parse_qs(parts.query, keep_blank_values=True).items()}
        return unquote(parts.path).lstrip("/"), query

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") == "chunked":
            return self._chunks()
        data = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        return _unsigned(data) if "aws-chunked" in self.headers.get("Content-Encoding", "") else data

    def _chunks(self) -> bytes:
        found = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            found += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return _unsigned(found) if "aws-chunked" in self.headers.get("Content-Encoding", "") else found

    def _say(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        named = {"Content-Length": str(len(body)), **{k.replace("_", "-"): v for k, v in headers.items()}}
        for name, value in named.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _missing(self) -> None:
        self._say(404, b"<Error><Code>NoSuchKey</Code><Message>none</Message></Error>", Content_Type="application/xml")

    def _object(self) -> None:
        key, query = self._asked()
        if "/" not in key.rstrip("/") or "list-type" in query:
            self._list(key.rstrip("/"), query.get("prefix", ""), query.get("delimiter", ""))
            return
        data = self.objects.get(key)
        if data is None:
            self._missing()
            return
        told = {"ETag": _tag(data), "Last_Modified": formatdate(0, usegmt=True), "Accept_Ranges": "bytes"}
        asked = self.headers.get("Range")
        if asked is None:
            length = str(len(data))
            self._say(200, data, **(told | ({"Content_Length": length} if self.command == "HEAD" else {})))
            return
        first, _, last = asked.removeprefix("bytes=").partition("-")
        start = int(first) if first else max(len(data) - int(last), 0)
        end = min(int(last), len(data) - 1) if first and last else len(data) - 1
        told["Content_Range"] = f"bytes {start}-{end}/{len(data)}"
        self._say(206, data[start : end + 1], **told)

    do_GET = do_HEAD = _object  # noqa: N815 - names of the base class

    def _list(self, bucket: str, prefix: str, delimiter: str) -> None:
        if not any(name.startswith(f"{bucket}/") for name in self.objects):
            self._say(404, b"<Error><Code>NoSuchBucket</Code><Message>none</Message></Error>")
            return
        found, folders = "", set()
        for name, data in sorted(self.objects.items()):
            key = name.removeprefix(f"{bucket}/")
            if not name.startswith(f"{bucket}/{prefix}"):
                continue
            rest = key[len(prefix) :]
            if delimiter and delimiter in rest:
                folders.add(prefix + rest.split(delimiter)[0] + delimiter)
                continue
            found += (
                f"<Contents><Key>{escape(key)}</Key><LastModified>1970-01-01T00:00:00.000Z</LastModified>"
                f"<ETag>{escape(_tag(data))}</ETag><Size>{len(data)}</Size></Contents>"
            )
        shared = "".join(f"<CommonPrefixes><Prefix>{escape(f)}</Prefix></CommonPrefixes>" for f in sorted(folders))
        head = f"<Name>{escape(bucket)}</Name><Prefix>{escape(prefix)}</Prefix><IsTruncated>false</IsTruncated>"
        body = f"<ListBucketResult {NAMESPACE}>{head}<KeyCount>1</KeyCount>{found}{shared}</ListBucketResult>"
        self._say(200, body.encode(), Content_Type="application/xml")

    def do_PUT(self) -> None:
        """Store an object, or a piece of one."""
        key, query = self._asked()
        data = self._body()
        if "uploadId" in query:
            self.pieces[query["uploadId"]][int(query["partNumber"])] = data
        elif "/" in key:
            self.objects[key] = data
        self._say(200, ETag=_tag(data))

    def do_POST(self) -> None:
        """Begin or end an upload in pieces."""
        key, query = self._asked()
        self._body()
        bucket, _, name = key.partition("/")
        where = f"<Bucket>{escape(bucket)}</Bucket><Key>{escape(name)}</Key>"
        if "uploads" in query:
            upload = uuid.uuid4().hex
            self.pieces[upload] = {}
            kind = "InitiateMultipartUploadResult"
            body = f"<{kind} {NAMESPACE}>{where}<UploadId>{upload}</UploadId></{kind}>"
        else:
            pieces = self.pieces.pop(query["uploadId"])
            self.objects[key] = b"".join(pieces[number] for number in sorted(pieces))
            kind = "CompleteMultipartUploadResult"
            body = f"<{kind} {NAMESPACE}>{where}<ETag>{escape(_tag(self.objects[key]))}</ETag></{kind}>"
        self._say(200, body.encode(), Content_Type="application/xml")

    def do_DELETE(self) -> None:
        """Remove an object, or what came of an upload in pieces."""
        key, query = self._asked()
        self.pieces.pop(query.get("uploadId", ""), None)
        if "uploadId" not in query:
            self.objects.pop(key, None)
        self._say(204)


def _tag(data: bytes) -> str:
    return f'"{hashlib.md5(data, usedforsecurity=False).hexdigest()}"'


def _unsigned(data: bytes) -> bytes:
    """Data out of chunks that carry a signature or a checksum each."""
    found = b""
    while data:
        head, _, data = data.partition(b"\r\n")
        size = int(head.split(b";")[0], 16)
        if not size:
            return found
        found, data = found + data[:size], data[size + 2 :]
    return found


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()

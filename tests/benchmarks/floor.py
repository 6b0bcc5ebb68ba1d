"""The floor: bare Flask and sqlite3, the least code that answers the same requests; what our ratios stand against.

FLOOR_DIR says where its SQLite file lies; it writes with synchronous=FULL, as the product does.
"""

import csv
import hmac
import io
import os
import secrets
import sqlite3
import tempfile
import threading
from typing import Any

from flask import Flask, Response, redirect, render_template, request
from jinja2 import DictLoader

FOLDER = os.environ.get("FLOOR_DIR", tempfile.gettempdir())
SCHEMA = """
create table if not exists reg(id integer primary key, first_name text, last_name text, email text,
    affiliation text, code text unique, created text default current_timestamp);
create table if not exists answer(id integer primary key, reg_id integer, k text, v text);
create table if not exists outbox(id integer primary key, reg_id integer, kind text, state text default 'queued');
"""
PAGE = """<!doctype html><html lang="en"><head><title>{{ e.title }}</title><link rel="stylesheet" href="/static/a.css">
</head><body>
<header><nav>{% for n in nav %}<a href="/{{ n }}">{{ n|title }}</a> {% endfor %}</nav><h1>{{ e.title }}</h1></header><main>
<p>{{ e.place }} {{ e.when }} &middot; {{ count }} registered</p>
{% for s in sessions %}<section class="card session"><h2>{{ s.title }}</h2><p class="when">
<time datetime="{{ s.at }}">{{ s.at }}</time> {{ s.room }}</p><p>{{ s.text }}</p></section>
{% endfor %}</main><footer><a href="/event.ics">Add to calendar</a></footer></body></html>"""
FORM = """<!doctype html><title>Register</title><form method="post"><input type="hidden" name="csrf" value="{{ t }}">
<input name="first_name" required><input name="last_name" required><input name="email" type="email" required>
<input name="affiliation"><button>Register</button></form>"""
DONE = "<!doctype html><title>Thank you</title><h1>Thank you, {{ r[1] }} {{ r[2] }}</h1><p>{{ r[5] }}</p>"
EVENT = {"title": "Bench Conference", "place": "Hall 1", "when": "2027-01-20"}
SESSIONS = [
    {
        "title": f"Session {i}",
        "at": f"2027-01-20T{9 + i % 8:02d}:00",
        "room": f"Room {i % 4}",
        "text": "An evidence session & discussion. " * 8,
    }
    for i in range(35)
]
NAVIGATION = ("home", "programme", "register", "submissions", "contact")

app = Flask(__name__)
app.jinja_loader = DictLoader({"page": PAGE, "form": FORM, "done": DONE})
app.jinja_env.autoescape = True
_local = threading.local()


def database() -> sqlite3.Connection:
    """One connection for each thread."""
    if not hasattr(_local, "connection"):
        connection = sqlite3.connect(f"{FOLDER}/floor.db", timeout=30, isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.executescript(SCHEMA)
        _local.connection = connection
    found: sqlite3.Connection = _local.connection
    return found


@app.get("/page")
def page() -> str:
    count = database().execute("select count(*) from (select 1 from reg limit 100)").fetchone()[0]
    return render_template("page", e=EVENT, sessions=SESSIONS, count=count, nav=NAVIGATION)


@app.get("/form")
def form() -> Response:
    token = secrets.token_urlsafe(24)
    response = Response(render_template("form", t=token))
    response.set_cookie("csrf", token, httponly=True, samesite="Lax")
    return response


@app.post("/form")
def register() -> Any:
    given = request.form
    if not hmac.compare_digest(given["csrf"], request.cookies.get("csrf", "")) or "@" not in given["email"]:
        return "bad", 400
    connection, code = database(), secrets.token_hex(8)
    connection.execute("BEGIN IMMEDIATE")
    number = connection.execute(
        "insert into reg(first_name,last_name,email,affiliation,code) values(?,?,?,?,?)",
        (given["first_name"], given["last_name"], given["email"], given["affiliation"], code),
    ).lastrowid
    connection.execute(
        "insert into answer(reg_id,k,v) values(?,?,?)", (number, "affiliation", given["affiliation"])
    )
    connection.execute("insert into outbox(reg_id,kind) values(?,'confirmation')", (number,))
    connection.execute("COMMIT")
    return redirect("/done/" + code, 303)


@app.get("/done/<code>")
def done(code: str) -> str:
    return render_template("done", r=database().execute("select * from reg where code=?", (code,)).fetchone())


@app.get("/export.csv")
def export() -> Response:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows(database().execute("select * from reg order by id"))
    return Response(out.getvalue(), mimetype="text/csv")

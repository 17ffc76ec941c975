"""JupyterHub for a course on one machine: each user's server is a process of her own Unix account.

It keeps students apart by the rights of files and processes, as any Unix machine does: nothing that a
student's server says has to be believed. The settings of hub.env come in as environment variables.
Lines marked DECIDE are yours to look at.
"""

import grp
import os
import pwd
import shutil
import stat
from pathlib import Path
from typing import Any

c: Any = get_config()  # type: ignore[name-defined]  # noqa: F821 - JupyterHub defines it

prefix = Path(os.environ["PREFIX"])
environment = prefix / "current"
owner = os.environ["COURSE_OWNER"]
instructors = os.environ["INSTRUCTORS"]
students = os.environ["STUDENTS"]
state = Path(os.environ.get("STATE_DIRECTORY", "/var/lib/jupyterhub"))
runtime = Path(os.environ.get("RUNTIME_DIRECTORY", "/run/jupyterhub"))

# --- Who may log in ---------------------------------------------------------------------------------------

# DECIDE: with the account's password on this machine (PAM), which includes LDAP where PAM does. For a
# university's single sign-on install `oauthenticator`, and keep the Unix accounts: files belong to them.
c.JupyterHub.authenticator_class = "pam"
c.LocalAuthenticator.allowed_groups = {instructors, students}

# DECIDE: nobody is the hub's administrator. One could stop everybody's server; the machine's own can, too.
c.Authenticator.admin_users = set()

# Instructors open the server of the course's account, where Formgrader is. Their own have nothing of it.
# Who they are is read when the hub starts: restart it after a change.
members = {owner, *grp.getgrnam(instructors).gr_mem}
c.JupyterHub.load_groups = {instructors: {"users": sorted(members)}}
c.JupyterHub.load_roles = [
    {
        "name": "instructor",
        "description": "start, stop and use the course's server",
        "scopes": [f"{scope}!user={owner}" for scope in ("access:servers", "servers", "read:users:name")],
        "groups": [instructors],
    }
]

# --- Where it listens -------------------------------------------------------------------------------------

# DECIDE: a web server in front of it has the certificate and speaks TLS. Without one, put the name of this
# machine here and set c.JupyterHub.ssl_cert and ssl_key: passwords must not travel in the clear.
c.JupyterHub.bind_url = "http://127.0.0.1:8000"

# DECIDE: with a wildcard certificate, give each server a host name of its own. Browsers then keep pages of
# one user from those of another; README.md says what stands in for it otherwise.
# c.JupyterHub.subdomain_host = "https://hub.example.edu"

c.JupyterHub.db_url = f"sqlite:///{state / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(state / "cookie_secret")
c.ConfigurableHTTPProxy.pid_file = str(state / "proxy.pid")
c.ConfigurableHTTPProxy.command = [
    str(environment / "venv/bin/node"),
    str(environment / "proxy/node_modules/configurable-http-proxy/bin/configurable-http-proxy"),
]

# A hub that is restarted finds its users' servers again.
c.JupyterHub.cleanup_servers = False

# --- A user's server --------------------------------------------------------------------------------------

# Not "simple", which runs all servers as one account. DECIDE: see README.md for limits of memory and CPU.
c.JupyterHub.spawner_class = "localprocess"
c.Spawner.cmd = [str(environment / "venv/bin/jupyterhub-singleuser")]
c.Spawner.default_url = "/lab"
c.Spawner.env_keep = ["LANG", "LC_ALL", "TZ"]

# When a class arrives at once, servers start slowly: a few at a time, and with patience.
c.JupyterHub.concurrent_spawn_limit = 2 * (os.cpu_count() or 1)
c.Spawner.start_timeout = c.Spawner.http_timeout = 180

# Nothing in a home changes how its server runs: one that her user had bent could bend the pages of others.
c.Spawner.disable_user_config = True


def configuration(user: str) -> dict[str, str]:
    """Environment variables of a user's server: its role is that of the course, or a student's."""
    role = "instructor" if user == owner else "student"
    variables = {
        "PATH": f"{environment}/venv/bin:/usr/local/bin:/usr/bin:/bin",
        "JUPYTER_CONFIG_PATH": f"{prefix}/etc/{role}:{prefix}/etc/everyone",
        "JUPYTER_RUNTIME_DIR": str(runtime / str(pwd.getpwnam(user).pw_uid)),
        "BACKPROP_DATA": str(prefix / "data"),
        "NBGRADER_EXCHANGE": os.environ["EXCHANGE"],
    }
    if role == "instructor":  # the course's own helpers and autograder, with the references
        variables["PYTHONPATH"] = str(Path(pwd.getpwnam(owner).pw_dir, "course"))
    return variables


def prepare(spawner: Any) -> None:
    """Before a server starts: close the home to others, and make a folder for the sockets of its kernels."""
    user = pwd.getpwnam(spawner.user.name)
    home = Path(user.pw_dir)
    if stat.S_IMODE(home.stat().st_mode) & 0o077:
        home.chmod(0o700)
    sockets = runtime / str(user.pw_uid)
    shutil.rmtree(sockets, ignore_errors=True)
    sockets.mkdir(mode=0o700)
    os.chown(sockets, user.pw_uid, user.pw_gid)
    spawner.environment = configuration(user.pw_name)


c.Spawner.pre_spawn_hook = prepare

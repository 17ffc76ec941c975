"""What people do on the course server's pages: log in, fetch, write, run."""

from __future__ import annotations

import json

from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import picture
from tests.e2e.hub import STUDENT, Hub

PATIENCE = 180_000
"""Milliseconds after which something that has not come is missing. Nothing ever waits so long on purpose."""

RUN = """
async ([base, code]) => {
    const token = document.cookie.match(/(?:^|; )_xsrf=([^;]*)/)[1];
    const started = await fetch(base + "api/kernels", {
        method: "POST", headers: {"X-XSRFToken": token, "Content-Type": "application/json"}, body: "{}",
    });
    const {id} = await started.json();
    const socket = new WebSocket(location.origin.replace("http", "ws") + base + `api/kernels/${id}/channels`);
    await new Promise((opened) => { socket.onopen = opened; });
    const header = {msg_id: crypto.randomUUID(), msg_type: "execute_request", username: "", session: "",
                    date: new Date().toISOString(), version: "5.3"};
    const content = {code, silent: false, store_history: false, user_expressions: {}, allow_stdin: false,
                     stop_on_error: true};
    let printed = "";
    const ended = new Promise((end) => {
        socket.onmessage = ({data}) => {
            const message = JSON.parse(data);
            if (message.parent_header.msg_id !== header.msg_id) return;
            if (message.msg_type === "stream") printed += message.content.text;
            if (message.msg_type === "error") printed += message.content.traceback.join("\\n");
            if (message.msg_type === "status" && message.content.execution_state === "idle") end();
        };
    });
    socket.send(JSON.stringify({header, parent_header: {}, metadata: {}, content, channel: "shell"}));
    await ended;
    socket.close();
    return printed;
}
"""
"""JavaScript of JupyterLab's page: run code in a new kernel, and give what it prints."""


def visit(chromium: Browser) -> Page:
    """A page of another person at another computer."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB", timezone_id="UTC")
    context.set_default_timeout(PATIENCE)
    return context.new_page()


def log_in(chromium: Browser, hub: Hub, user: str, server: str = "") -> Page:
    """A user's browser, after the hub's login page, when JupyterLab is there: her own, or an account's."""
    expect.set_options(timeout=PATIENCE)
    page = visit(chromium)
    page.goto(f"{hub.address}/hub/login?next=%2Fhub%2Fspawn%2F{server or user}")
    page.get_by_label("Username").fill(user)
    page.get_by_label("Password").fill(hub.passwords[user])
    if user == STUDENT:
        picture(page, "hub-login")
    page.get_by_role("button", name="Sign in").click()
    if server:  # once, as for every server that is not her own
        page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(f"**/user/{server or user}/lab**")
    return page


def in_kernel(page: Page, user: str, code: str) -> str:
    """Run code in a kernel of a user's own notebook server; gives what it printed."""
    printed: str = page.evaluate(RUN, [f"/user/{user}/", code])
    return printed


def assignment_list(page: Page, hub: Hub, user: str) -> None:
    """Open nbgrader's list of assignments in JupyterLab."""
    page.goto(f"{hub.address}/user/{user}/lab?reset")
    expect(page.locator("#jupyterlab-splash")).to_have_count(0)
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_role("menuitem", name="Assignment List").click()
    expect(page.locator("#released_assignments_list")).to_be_visible()


def write(page: Page, hub: Hub, notebook: str, function: str, answer: str) -> None:
    """Open the notebook in JupyterLab, put an answer in the place of the stub, and save."""
    file = hub.home(STUDENT) / notebook
    sources = ["".join(cell["source"]) for cell in json.loads(file.read_text())["cells"]]
    (index,) = (number for number, source in enumerate(sources) if source.startswith(f"def {function}("))
    page.goto(f"{hub.address}/user/{STUDENT}/lab/tree/{notebook}?reset")
    expect(page.locator("#jupyterlab-splash")).to_have_count(0)
    cells = page.locator(".jp-NotebookPanel .jp-Notebook .jp-Cell")
    expect(cells).to_have_count(len(sources))
    picture(page, "hub-notebook")
    cell = cells.nth(index)
    cell.scroll_into_view_if_needed()
    cell.locator(".cm-line", has_text="raise NotImplementedError").click()
    page.keyboard.press("End")
    page.keyboard.press("Shift+Home")
    page.keyboard.insert_text(answer)
    unsaved = page.locator(".lm-TabBar-tab.jp-mod-dirty")
    expect(unsaved).to_have_count(1)
    page.keyboard.press("Control+s")
    expect(unsaved).to_have_count(0)
    assert answer in "".join(json.loads(file.read_text())["cells"][index]["source"])

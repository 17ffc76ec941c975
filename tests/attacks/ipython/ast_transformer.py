"""An AST transformer empties every cell that has checks in it."""

from autograde.attacks import WRONG, Attack, Work

OWN = """
import ast

class NoChecks(ast.NodeTransformer):
    def visit_Module(self, node):
        return ast.Module([] if "checks" in ast.dump(node) else node.body, [])

get_ipython().ast_transformers.append(NoChecks())
"""

TWIN_OWN = """
import ast

class Unchanged(ast.NodeTransformer):
    def visit_Assert(self, node):
        return node

print(Unchanged().visit(ast.parse("assert True")))
"""

attack = Attack(Work(own=OWN, double=WRONG), twin=Work(own=TWIN_OWN), suspected=True)

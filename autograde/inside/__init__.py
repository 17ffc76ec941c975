"""What runs inside the sandbox: the zygote and the student's process. Nothing here is secret."""

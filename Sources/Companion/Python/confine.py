"""What this process gives up before it reads anything foreign: network, new programs, writing, and more memory or time than agreed.

Every step reports whether the kernel took it; the parent shows the list. Limits (setrlimit) always hold. seccomp (system calls, x86-64
and aarch64) and Landlock (files, Linux 5.13 and later) need neither root nor a package; a container may refuse them."""

import ctypes
import os
import resource
import signal
import struct
import sys

LIBC = ctypes.CDLL(None, use_errno=True)
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP = 1, 4, 38, 22

# System call numbers of <asm/unistd.h>: (x86-64, aarch64); None where the architecture does not have the call.
DENIED = {
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201),
    "accept": (43, 202), "accept4": (288, 242), "execve": (59, 221), "execveat": (322, 281), "fork": (57, None),
    "vfork": (58, None), "kill": (62, 129), "ptrace": (101, 117), "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271), "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51),
    "unshare": (272, 97), "setns": (308, 268), "bpf": (321, 280), "perf_event_open": (298, 241), "io_uring_setup": (425, 425),
    "userfaultfd": (323, 282), "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218),
    "init_module": (175, 105), "finit_module": (313, 273), "kexec_load": (246, 104), "open_by_handle_at": (304, 265),
    "pidfd_open": (434, 434), "pidfd_getfd": (438, 438), "pidfd_send_signal": (424, 424), "memfd_create": (319, 279),
    "personality": (135, 92), "shmget": (29, 194), "msgget": (68, 186), "mq_open": (240, 180), "symlinkat": (266, 36),
}  # fmt: skip
CLONE = (56, 220)
CLONE3 = (435, 435)
CLONE_THREAD = 0x10000
AUDIT_ARCH = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
ALLOW, ERRNO = 0x7FFF0000, 0x00050000
EPERM, ENOSYS = 1, 38

# Landlock: numbers of the system calls (the same everywhere), and the rights of the first version of its interface.
LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 444, 445, 446
READ_FILE, READ_FOLDER, ALL_RIGHTS = 1 << 2, 1 << 3, (1 << 13) - 1
RIGHT_REFER, RIGHT_TRUNCATE = 1 << 13, 1 << 14


def end_with_parent():
    """The kernel kills this process when its parent dies. False when the parent died before it was asked."""
    parent = os.getppid()
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    return os.getppid() == parent and parent != 1


def limit(memory_bytes):
    """No core dump, nothing written to a file, few open files, and at most `memory_bytes` of address space (0: no limit)."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = 128 if hard == resource.RLIM_INFINITY else min(128, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    if memory_bytes > 0:
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def limit_time(seconds):
    """The kernel kills this process when it computes for more than `seconds` from now on."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + max(1, seconds) + 1, hard))


def lock(readable):
    """Gives up system calls and files for good; `readable` are the folders that stay readable. Returns what the kernel took."""
    LIBC.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    if LIBC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return []
    taken = ["landlock"] if _landlock([*readable, *_runtime()]) else []
    return taken + (["seccomp"] if _seccomp() else [])


def _runtime():
    places = [sys.prefix, sys.base_prefix, "/usr", "/lib", "/lib64", "/etc", "/dev", "/sys/devices/system", "/proc"]
    return places + [path for path in os.environ.get("LD_LIBRARY_PATH", "").split(":") if path]


def _landlock(readable):
    version = LIBC.syscall(LANDLOCK_CREATE, None, ctypes.c_size_t(0), 1)
    if version < 1:
        return False
    handled = ALL_RIGHTS | (RIGHT_REFER if version >= 2 else 0) | (RIGHT_TRUNCATE if version >= 3 else 0)
    attributes = ctypes.create_string_buffer(struct.pack("<Q", handled))
    ruleset = LIBC.syscall(LANDLOCK_CREATE, attributes, ctypes.c_size_t(8), 0)
    if ruleset < 0:
        return False
    try:
        for place in readable:
            _allow_reading(ruleset, place)
        return LIBC.syscall(LANDLOCK_RESTRICT, ruleset, 0) == 0
    finally:
        os.close(ruleset)


def _allow_reading(ruleset, place):
    try:
        folder = os.open(place, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        rights = READ_FILE | READ_FOLDER if os.path.isdir(place) else READ_FILE
        rule = ctypes.create_string_buffer(struct.pack("<Qi", rights, folder))
        LIBC.syscall(LANDLOCK_ADD, ruleset, 1, rule, 0)
    finally:
        os.close(folder)


def _seccomp():
    if os.uname().machine not in AUDIT_ARCH:
        return False
    program = _filter(*AUDIT_ARCH[os.uname().machine])
    body = ctypes.create_string_buffer(b"".join(program), 8 * len(program))
    head = ctypes.create_string_buffer(struct.pack("<HxxxxxxQ", len(program), ctypes.addressof(body)))
    return LIBC.prctl(PR_SET_SECCOMP, 2, head, 0, 0) == 0


def _filter(arch, column):
    """A classic BPF program over struct seccomp_data: number at 0, architecture at 4, low half of the first argument at 16."""
    load, equal, at_least, any_bit, answer = 0x20, 0x15, 0x35, 0x45, 0x06
    step = lambda code, value, yes=0, no=0: struct.pack("<HBBI", code, yes, no, value)
    program = [step(load, 4), step(equal, arch, 1, 0), step(answer, ERRNO | EPERM), step(load, 0)]
    if column == 0:
        # The x32 interface has its own numbers for the same calls.
        program += [step(at_least, 0x40000000, 0, 1), step(answer, ERRNO | ENOSYS)]
    # Threads are made with clone; clone3 hides its flags from a filter, and the C library falls back to clone.
    program += [step(equal, CLONE3[column], 0, 1), step(answer, ERRNO | ENOSYS)]
    for numbers in DENIED.values():
        if numbers[column] is not None:
            program += [step(equal, numbers[column], 0, 1), step(answer, ERRNO | EPERM)]
    program += [step(equal, CLONE[column], 0, 3), step(load, 16), step(any_bit, CLONE_THREAD, 1, 0)]
    return program + [step(answer, ERRNO | EPERM), step(answer, ALLOW)]

#ifndef DEBRIEF_CSECCOMP_SHIM_H
#define DEBRIEF_CSECCOMP_SHIM_H

#include <errno.h>
#include <seccomp.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/uio.h>

/* What Swift cannot call: functions with a variable number of arguments, macros, and the layout of control messages. */

/* The kernel kills this process when the thread ends that made it. */
static inline int debrief_end_with_parent(void) { return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0); }

static inline int debrief_no_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }

/* A filter that refuses every call with an error. */
static inline scmp_filter_ctx debrief_filter(int error) { return seccomp_init(SCMP_ACT_ERRNO(error)); }

/* Allows a call; one that the architecture does not have stays refused. */
static inline int debrief_filter_allow(scmp_filter_ctx filter, const char *name) {
    int call = seccomp_syscall_resolve_name(name);
    return call == __NR_SCMP_ERROR ? 0 : seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0);
}

/* Allows a call when none of some bits is set in an argument. */
static inline int debrief_filter_allow_without(scmp_filter_ctx filter, const char *name, unsigned int argument,
                                               unsigned long bits) {
    int call = seccomp_syscall_resolve_name(name);
    return call == __NR_SCMP_ERROR
               ? 0
               : seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1, SCMP_CMP(argument, SCMP_CMP_MASKED_EQ, bits, 0));
}

/* The C library declares it only for its own extensions. */
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);

static inline int debrief_spawn_close_from(posix_spawn_file_actions_t *actions, int from) {
    return posix_spawn_file_actions_addclosefrom_np(actions, from);
}

static inline int debrief_event(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

/* Sends bytes, and with the first of them open files (four at most). Does not wait. */
static inline ssize_t debrief_send(int link, const void *bytes, size_t count, const int *files, size_t file_count) {
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(4 * sizeof(int))];
    } control;
    struct iovec piece = {.iov_base = (void *)bytes, .iov_len = count};
    struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1};
    if (file_count > 4) {
        errno = EINVAL;
        return -1;
    }
    if (file_count > 0) {
        memset(&control, 0, sizeof control);
        message.msg_control = control.room;
        message.msg_controllen = CMSG_SPACE(file_count * sizeof(int));
        struct cmsghdr *head = CMSG_FIRSTHDR(&message);
        head->cmsg_level = SOL_SOCKET;
        head->cmsg_type = SCM_RIGHTS;
        head->cmsg_len = CMSG_LEN(file_count * sizeof(int));
        memcpy(CMSG_DATA(head), files, file_count * sizeof(int));
    }
    return sendmsg(link, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* Receives bytes and the open files that came with them (four at most; their number goes to file_count). Waits for the first. */
static inline ssize_t debrief_receive(int link, void *bytes, size_t count, int *files, size_t *file_count) {
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(4 * sizeof(int))];
    } control;
    struct iovec piece = {.iov_base = bytes, .iov_len = count};
    struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1};
    message.msg_control = control.room;
    message.msg_controllen = sizeof control.room;
    *file_count = 0;
    ssize_t got = recvmsg(link, &message, MSG_CMSG_CLOEXEC);
    if (got < 0) return got;
    for (struct cmsghdr *head = CMSG_FIRSTHDR(&message); head != NULL; head = CMSG_NXTHDR(&message, head)) {
        if (head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS) continue;
        size_t found = (head->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        if (found > 4) found = 4;
        memcpy(files, CMSG_DATA(head), found * sizeof(int));
        *file_count = found;
    }
    return got;
}

/* Receives what is there; -1 with EAGAIN when nothing is. */
static inline ssize_t debrief_receive_now(int link, void *bytes, size_t count) { return recv(link, bytes, count, MSG_DONTWAIT); }

#endif

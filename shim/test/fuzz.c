/*
 * Throws arbitrary bytes at what the CNI executable reads: the agent's answer, the environment, the config, its own path,
 * and compares with what they must be. Compiled with the address and undefined-behaviour sanitizers, which see the rest.
 *
 *   fuzz SEED ROUNDS
 */
#define main shim_main
#include "../flatnet-cni.c"
#undef main

#include <signal.h>

static uint64_t state;

/* xorshift64*: the same numbers from the same seed, everywhere. */
static uint32_t any(uint32_t below)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return (uint32_t)((state * 2685821657736338717u) >> 33) % below;
}

static void require(bool holds, const char *what)
{
    if (!holds) {
        fprintf(stderr, "not so: %s\n", what);
        abort();
    }
}

/* Sizes that lie at the edges more often than anywhere else. */
static uint32_t any_size(void)
{
    static const uint32_t edges[] = {0, 1, 11, 12, 13, ANSWER_BYTES_MAX - 1, ANSWER_BYTES_MAX, ANSWER_BYTES_MAX + 1,
                                     INT32_MAX, (uint32_t)INT32_MAX + 1, UINT32_MAX - 11, UINT32_MAX};
    return any(2) == 0 ? edges[any(sizeof edges / sizeof *edges)] : any(4096);
}

static void judging(void)
{
    uint32_t code = any(3) == 0 ? any_size() : any(256), output = any_size(), error = any_size();
    size_t count = any(2) == 0 ? any(32) : (size_t)output + error + 12 + any(3) - 1;
    if (count > sizeof answer)
        count = sizeof answer;
    answer.exit_code = htonl(code);
    answer.output_bytes = htonl(output);
    answer.error_bytes = htonl(error);
    long double said = (long double)output + error;
    enum ending expected = count < 12                                                             ? CUT_SHORT
                           : code > 255 || said > (1 << 20) || (long double)count > said + 12     ? MALFORMED
                           : (long double)count < said + 12                                       ? CUT_SHORT
                                                                                                  : ANSWERED;
    require(judge_answer(count) == expected, "an answer is judged as its numbers say");
}

/* A whole exchange with an agent that has answered, or not, and gone away before it is asked. */
static void exchanging(void)
{
    int ends[2], null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    require(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0 && null >= 0, "there are descriptors");
    char bytes[256];
    size_t count = any(sizeof bytes);
    for (size_t i = 0; i < count; i++)
        bytes[i] = any(3) == 0 ? (char)any(256) : 0;
    bool whole = any(2) == 0 && count >= 12;
    if (whole) {
        uint32_t output = any((uint32_t)count - 11), numbers[] = {htonl(any(256)), htonl(output), htonl((uint32_t)count - 12 - output)};
        memcpy(bytes, numbers, sizeof numbers);
    }
    require(write(ends[1], bytes, count) == (ssize_t)count, "the answer fits the socket");
    bool gone = any(2) == 0;
    if (gone)
        close(ends[1]);
    else
        shutdown(ends[1], SHUT_WR);
    int passed[] = {null, null};
    enum ending ending = exchange(ends[0], REQUEST_HEADER_BYTES + any(100), passed, 1 + any(2), now_ms() + 60000);
    require(!whole || ending == ANSWERED, "a whole answer is taken, however the agent went");
    require(ending != TOO_LATE, "nothing is waited for in vain");
    require(count != 0 || ending == (gone ? UNREAD : CUT_SHORT), "a request that nobody read is told from one that was");
    if (!gone)
        close(ends[1]);
    close(ends[0]);
    close(null);
}

static void gathering(void)
{
    char *entries[64];
    size_t count = any(63), expected = 0;
    char *block = malloc(ENVIRONMENT_BYTES_MAX); /* exactly as large as it may be filled */
    for (size_t i = 0; i < count; i++) {
        size_t length = any(8) == 0 ? any(40000) : any(40), at = 0;
        entries[i] = malloc(length + 5);
        if (any(2) == 0)
            at = (size_t)sprintf(entries[i], "CNI_");
        for (size_t j = 0; j < length; j++)
            entries[i][at++] = any(8) == 0 ? '=' : (char)(1 + any(255));
        entries[i][at] = '\0';
        if (strncmp(entries[i], "CNI_", 4) == 0 && strchr(entries[i], '=') != NULL)
            expected += at + 1;
    }
    entries[count] = NULL;
    size_t used = gather_environment(block, entries, "name");
    expected += sizeof "FLATNET_CALLED_AS=name";
    require(used == (expected > ENVIRONMENT_BYTES_MAX ? ENVIRONMENT_BYTES_MAX + 1 : expected), "all that begins with CNI_ is gathered");
    require(used > ENVIRONMENT_BYTES_MAX || block[used - 1] == '\0', "the last variable ends");
    for (size_t i = 0; i < count; i++)
        free(entries[i]);
    free(block);
}

static void finding_versions(void)
{
    static const char *const pieces[] = {"\"cniVersion\"", ":", " ", "\"1.0.0\"", "\"0.3.1\"", "\"1.1.0\"", "\"", "1.0.0", "{", "\n", "cniVersion", "\"9.9.9\""};
    char text[256];
    size_t length = 0;
    for (uint32_t i = any(12); i > 0; i--)
        length += (size_t)sprintf(text + length, "%s", pieces[any(sizeof pieces / sizeof *pieces)]);
    for (uint32_t i = any(3); i > 0 && length > 0; i--)
        text[any((uint32_t)length)] = (char)any(256);
    size_t cut = length == 0 ? 0 : any((uint32_t)length + 1);
    char *exact = malloc(cut + (cut == 0)); /* the sanitizer sees a read past the end */
    memcpy(exact, text, cut);
    const char *version = version_of(exact, cut);
    require(strlen(version) == 5 && (version[0] == '0' || version[0] == '1'), "a version is one of CNI's");
    require(strcmp(version, "1.1.0") == 0 || memmem(exact, cut, version, 5) != NULL, "a version other than the last is the config's");
    free(exact);
}

static void rendering(void)
{
    static char json[16 * PATH_MAX], details[3 * PATH_MAX];
    size_t length = any(2) == 0 ? any(40) : any(sizeof details - 1), expected = 0;
    for (size_t i = 0; i < length; i++)
        details[i] = (char)(1 + any(255));
    details[length] = '\0';
    size_t used = render_error(json, sizeof json, TRY_AGAIN, "message", details);
    require(used == strlen(json) && used < sizeof json, "an error has room");
    const char *at = strstr(json, "\"details\":\"") + sizeof "\"details\":\"" - 1, *end = json + used - 3;
    require(strcmp(end, "\"}\n") == 0, "an error ends as JSON does");
    for (; at < end; expected++) {
        unsigned byte = (unsigned char)*at;
        require(byte >= ' ' && byte < 0x7f && byte != '"', "nothing is left to escape");
        if (byte == '\\') {
            require(sscanf(at, "\\u%4x", &byte) == 1, "a backslash begins an escape");
            at += 5;
        }
        at++;
        require((unsigned char)details[expected] == byte, "what is read back is what was written");
    }
    require(expected == length || used > sizeof json - 16, "nothing is lost where there is room");
}

static void cutting(void)
{
    static const char *const pieces[] = {"/opt", "/cni", "/bin", "/flatnet", "/name", "/a b", "/bin (deleted)", "//"};
    char path[256] = "/";
    size_t length = 0;
    for (uint32_t i = 1 + any(8); i > 0; i--)
        length += (size_t)sprintf(path + length, "%s", pieces[any(sizeof pieces / sizeof *pieces)]);
    char *exact = strdup(path);
    cut_to_root(exact);
    char *name = strrchr(path, '/');
    *name = '\0'; /* the folder */
    size_t root = strlen(exact);
    require(strncmp(exact, path, root) == 0, "a root is the beginning of the path");
    bool inside = (length = strlen(path)) >= 12 && (strcmp(path + length - 12, "/opt/cni/bin") == 0 || (length >= 16 && strcmp(path + length - 16, "/opt/flatnet/bin") == 0));
    require(inside ? strcmp(path + root, "/opt/cni/bin") == 0 || strcmp(path + root, "/opt/flatnet/bin") == 0 : root == 0, "a root is what comes before the folder");
    free(exact);
}

int main(int count, char **arguments)
{
    static void (*const kinds[])(void) = {judging, exchanging, gathering, finding_versions, rendering, cutting};
    if (count != 3)
        return 2;
    uint64_t seed = strtoull(arguments[1], NULL, 10);
    signal(SIGPIPE, SIG_DFL); /* as the executable has it: a lost peer must not end it */
    for (uint64_t round = 0, rounds = strtoull(arguments[2], NULL, 10); round < rounds; round++) {
        state = (seed + round) * 0x9e3779b97f4a7c15u | 1;
        kinds[any(sizeof kinds / sizeof *kinds)]();
    }
    return 0;
}

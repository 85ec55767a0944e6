package org.flatnet.kernel.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** The process that this program is. */
public final class ThisProcess {
    private ThisProcess() {}

    /**
     * Becomes another program, which takes over the process with its number, terminal and environment. All that runs here
     * ends at once, and no shutdown hook runs.
     *
     * @param words the program's path, and its arguments
     * @throws KernelException if it cannot be run; all goes on then
     */
    public static void become(List<String> words) throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment arguments = arena.allocate(ValueLayout.ADDRESS, words.size() + 1L);
            for (int i = 0; i < words.size(); i++) {
                arguments.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(words.get(i)));
            }
            Results.check(
                    Native.execv(arguments.getAtIndex(ValueLayout.ADDRESS, 0), arguments), "run " + words.getFirst());
        }
    }
}

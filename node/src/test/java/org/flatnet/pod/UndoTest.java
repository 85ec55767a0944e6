package org.flatnet.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Undo: backwards, all of it, unless it is committed. */
class UndoTest {
    private final List<String> done = new ArrayList<>();

    @Test
    void takesBackLastToFirst() throws Exception {
        try (Undo undo = new Undo()) {
            undo.add("one", () -> done.add("one"));
            undo.add("two", () -> done.add("two"));
        }
        assertThat(done).containsExactly("two", "one");
    }

    @Test
    void keepsWhatWasCommitted() throws Exception {
        try (Undo undo = new Undo()) {
            undo.add("one", () -> done.add("one"));
            undo.commit();
        }
        assertThat(done).isEmpty();
    }

    @Test
    void keepsWhatMadeTheBlockFailFirst() {
        assertThatThrownBy(() -> {
                    try (Undo undo = new Undo()) {
                        undo.add("one", () -> done.add("one"));
                        undo.add("two", () -> {
                            throw new IOException("two is stuck");
                        });
                        undo.add("three", () -> {
                            throw new IllegalStateException("three is stuck");
                        });
                        throw new IOException("the link was refused");
                    }
                })
                .hasMessage("the link was refused")
                .satisfies(failure -> {
                    Throwable undone = failure.getSuppressed()[0];
                    assertThat(undone).hasMessage("undo failed: three: three is stuck");
                    assertThat(undone.getSuppressed()[0]).hasMessage("undo failed: two: two is stuck");
                });
        assertThat(done).containsExactly("one");
    }
}

package org.flatnet.lab.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.flatnet.lab.report.StoryLine;

/** Collects what happens while a lab comes up. Any thread may tell. */
final class Story {
    private final long begin = System.nanoTime();
    private final List<StoryLine> lines = new ArrayList<>();

    void tell(String place, String text) {
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        synchronized (lines) {
            lines.add(new StoryLine(millis, place, text));
        }
    }

    /** In the order of time. */
    List<StoryLine> lines() {
        synchronized (lines) {
            return lines.stream()
                    .sorted(Comparator.comparingLong(StoryLine::millis))
                    .toList();
        }
    }
}

package org.flatnet.lab.report;

/**
 * Something that happened while a lab came up.
 *
 * @param millis since it began
 * @param place the node that it happened on
 * @param text what it was
 */
public record StoryLine(long millis, String place, String text) {}

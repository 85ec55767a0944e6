package org.flatnet.lab.process;

import tools.jackson.databind.JsonNode;

/**
 * What a client tells of one thing that it tried.
 *
 * @param ok whether it got what it wanted
 * @param saw the address that the server saw it by; empty where there is none to tell
 * @param micros from the first packet to the answer, in microseconds
 * @param largest the largest packet that passed whole, in bytes; 0 where that was not asked
 * @param link the MTU of the client's own link, in bytes; 0 where that was not asked
 * @param detail the server's name, or what went wrong
 */
public record Answer(boolean ok, String saw, long micros, int largest, int link, String detail) {

    static Answer read(JsonNode line) {
        return new Answer(
                line.path("ok").asBoolean(false),
                line.path("saw").asString(""),
                line.path("micros").asLong(0),
                line.path("largest").asInt(0),
                line.path("link").asInt(0),
                line.path("detail").asString(""));
    }

    /** For what could not even be tried. */
    public static Answer failed(String detail) {
        return new Answer(false, "", 0, 0, 0, detail);
    }
}

package org.flatnet.lab.state;

import java.io.IOException;

/** A lab is to be made whose name another one has, which stays as it is. */
public final class LabExistsException extends IOException {
    private static final long serialVersionUID = 1L;

    LabExistsException(String lab) {
        super("there is a lab \"" + lab + "\" already: `./flatnet lab down --name " + lab
                + "` takes it away, another --name makes another beside it");
    }
}

package org.flatnet.cni;

import java.util.regex.Pattern;

/**
 * Keeps two phrases out of what a failed DEL says. Runtimes search the text for them and then take the failure for
 * success: the container would be gone and its network would not.
 */
final class DeleteWording {
    private static final Pattern NO_SUCH_FILE = Pattern.compile("no such file or directory", Pattern.CASE_INSENSITIVE);
    private static final Pattern NOT_FOUND = Pattern.compile("not found", Pattern.CASE_INSENSITIVE);

    private DeleteWording() {}

    /** The same failure in words that no runtime misreads. */
    static CniException of(CniException error) {
        String message = reworded(error.message());
        String details = reworded(error.details());
        if (message.equals(error.message()) && details.equals(error.details())) {
            return error;
        }
        return new CniException(error.code(), message, details).causedBy(error);
    }

    private static String reworded(String text) {
        String once = NO_SUCH_FILE.matcher(text).replaceAll("missing file");
        return NOT_FOUND.matcher(once).replaceAll("missing");
    }
}

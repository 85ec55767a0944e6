package org.flatnet.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong on a command line, in two lines: what it is and what was meant, and where the help is. */
final class UsageErrors {
    private UsageErrors() {}

    static int tell(ParameterException wrong, String[] arguments) {
        String text = wrong instanceof UnmatchedArgumentException unmatched
                ? unknown(unmatched)
                : String.valueOf(wrong.getMessage());
        return tell(wrong.getCommandLine(), text);
    }

    /** The first word alone: what follows is its value, as a rule. */
    private static String unknown(UnmatchedArgumentException unmatched) {
        String word = unmatched.getUnmatched().getFirst();
        String what = word.startsWith("-") ? "there is no option " + word : "'" + word + "' is not known here";
        List<String> near = unmatched.getSuggestions();
        return near.isEmpty() ? what : what + "; did you mean " + near.getFirst() + "?";
    }

    static int tell(CommandLine line, String text) {
        String command = line.getCommandSpec().qualifiedName();
        PrintWriter err = line.getErr();
        err.println(command + ": " + text);
        err.println("Try '" + command + " --help'");
        return CommandLine.ExitCode.USAGE;
    }
}

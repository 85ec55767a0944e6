package org.flatnet.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.flatnet.agent.AgentConfig;
import org.flatnet.agent.ConfigException;
import org.flatnet.agent.Setting;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The agent's settings as options, one each, so that no setting is without its option. */
final class SettingOptions {
    private static final String CONFIG = "--config";

    private SettingOptions() {}

    static void add(CommandSpec spec) {
        spec.addOption(OptionSpec.builder(CONFIG)
                .paramLabel("FILE")
                .type(Path.class)
                .description("A YAML file of the settings below, by the same names; options go before it.")
                .build());
        for (Setting<?> setting : AgentConfig.settings()) {
            String byDefault = setting.byDefault().isEmpty() ? "" : " Default: " + setting.byDefault();
            spec.addOption(OptionSpec.builder(setting.flag())
                    .paramLabel(setting.form())
                    .type(String.class)
                    .description(setting.documentation().replace("%", "%%") + byDefault)
                    .build());
        }
    }

    static AgentConfig config(ParseResult parsed) {
        Map<String, String> flags = new HashMap<>();
        for (Setting<?> setting : AgentConfig.settings()) {
            String value = parsed.matchedOptionValue(setting.flag(), (String) null);
            if (value != null) {
                flags.put(setting.key(), value);
            }
        }
        try {
            return AgentConfig.load(parsed.matchedOptionValue(CONFIG, (Path) null), flags);
        } catch (ConfigException e) {
            throw new ParameterException(parsed.commandSpec().commandLine(), String.valueOf(e.getMessage()));
        }
    }
}

using System.Text.Json.Nodes;
using Waves.Simulator.Control;
using Waves.Simulator.Limits;
using Waves.Simulator.Pacing;

namespace Waves.Simulator;

/// <summary>Reads the command line, and before it the environment: <c>WAVES_SIMULATOR_PLAN=standard</c> is <c>--plan standard</c>.</summary>
internal static class SimulatorCommandLine
{
    public const string Usage = """
        Waves.Simulator [--urls http://127.0.0.1:9090] [--http2-url (one port further)] [--key sk_a[,sk_b]]
                        [--plan standard|enterprise|unlimited] [--cadence instant|lifelike] [--region ap-south-1|us-west-2]
                        [--limits:chat:requestsPerMinute 50] [--limits:tts:concurrent 3] [--limits:clones 10] …
                        [--remote-control true]
        """;

    private static readonly Dictionary<string, string> ShortNames = new()
    {
        ["--urls"] = "url",
        ["--http2-url"] = "http2Url",
        ["--remote-control"] = "remoteControl",
    };

    /// <exception cref="ArgumentException">A value is not what its option needs; the message names it.</exception>
    public static SimulatorOptions Read(string[] args)
    {
        var configuration = new ConfigurationBuilder()
            .AddEnvironmentVariables("WAVES_SIMULATOR_")
            .AddCommandLine(args, ShortNames)
            .Build();

        var limits = SettingsPatch.Apply(PlanLimits.Preset(configuration["plan"] ?? "unlimited"), Tree(configuration.GetSection("limits")));
        var url = Address(configuration["url"] ?? "http://127.0.0.1:9090");
        var defaults = new SimulatorOptions();
        return defaults with
        {
            Url = url,
            Http2Url = configuration["http2Url"] is { } http2 ? Address(http2) : new UriBuilder(url) { Port = url.Port == 0 ? 0 : url.Port + 1 }.Uri,
            Keys = configuration["key"]?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? defaults.Keys,
            Limits = limits,
            Cadence = Cadence.Preset(configuration["cadence"] ?? "lifelike"),
            Region = configuration["region"] ?? defaults.Region,
            RemoteControl = bool.Parse(configuration["remoteControl"] ?? "false"),
        };
    }

    private static JsonObject Tree(IConfigurationSection section) =>
        new(section.GetChildren().Select(static child => KeyValuePair.Create<string, JsonNode?>(
            child.Key,
            child.Value is null ? Tree(child) : bool.TryParse(child.Value, out var flag) ? JsonValue.Create(flag) : JsonValue.Create(child.Value))));

    private static Uri Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) ? url : throw new ArgumentException($"'{text}' is not a URL.");
}

namespace Gateway.Configuration;

/// <summary>Where settings come from, weakest first: short names, the file, mounted secrets, the environment, overrides of the caller.</summary>
internal static class GatewayConfiguration
{
    /// <summary>Names a directory with one file per setting (<c>Gateway__Admin__Key</c>), as orchestrators mount secrets.</summary>
    public const string SecretsVariable = "GATEWAY_SECRETS_DIR";

    /// <summary>Replaces the sources of a builder.</summary>
    /// <param name="configuration">The builder's configuration.</param>
    /// <param name="file">A JSON file (<c>--config</c>); must exist. Null: none.</param>
    /// <param name="overrides">Settings that win over all, for the demo and for tests.</param>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">A mounted secret cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is no JSON object.</exception>
    public static void AddGatewaySources(this IConfigurationBuilder configuration, string? file, IEnumerable<KeyValuePair<string, string?>>? overrides)
    {
        configuration.Sources.Clear();
        configuration.AddInMemoryCollection(ShortSettings.Read(Environment.GetEnvironmentVariable));
        if (file is not null)
            configuration.Add(new SettingsFile(Path.GetFullPath(file)));
        configuration.AddMountedSecrets(Environment.GetEnvironmentVariable(SecretsVariable));
        configuration.AddEnvironmentVariables("ASPNETCORE_");
        configuration.AddEnvironmentVariables("DOTNET_");
        configuration.AddEnvironmentVariables();
        configuration.AddInMemoryCollection(ShortSettings.ReadDemo(configuration.Build(), Environment.GetEnvironmentVariable));
        if (overrides is not null)
            configuration.AddInMemoryCollection(overrides);
    }

    /// <summary>Adds the files of a directory, each a setting; one that does not exist adds nothing.</summary>
    /// <param name="configuration">The builder's configuration.</param>
    /// <param name="directory">Absolute or relative; null or empty: none.</param>
    internal static void AddMountedSecrets(this IConfigurationBuilder configuration, string? directory)
    {
        if (directory is { Length: > 0 })
            configuration.AddKeyPerFile(Path.GetFullPath(directory), optional: true);
    }
}

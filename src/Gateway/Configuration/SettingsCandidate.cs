using Gateway.Policies.Plans;

namespace Gateway.Configuration;

/// <summary>All settings as they would be with another content of the settings file, to be judged before they are in force.</summary>
internal static class SettingsCandidate
{
    /// <summary>Every setting that has a value.</summary>
    public static Dictionary<string, string> Flatten(IConfigurationRoot configuration) => Flatten(configuration, null, null);

    /// <summary>Every setting with a value, if <paramref name="file"/> held <paramref name="data"/>.</summary>
    public static Dictionary<string, string> Flatten(IConfigurationRoot configuration, SettingsFile? file, IDictionary<string, string?>? data)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var provider in configuration.Providers)
        {
            if (ReferenceEquals(provider, file))
            {
                foreach (var (path, value) in data!)
                    settings[path] = value ?? "";
            }
            else
            {
                Collect(provider, null, settings);
            }
        }
        return settings;
    }

    /// <summary>Every fault of settings, as the start would find it; empty when they may come into force.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="plans">The plans that they may name.</param>
    public static IReadOnlyList<string> Faults(IReadOnlyDictionary<string, string> settings, IPlanCatalog plans)
    {
        try
        {
            var sources = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value)));
            var formFaults = sources.TakeFaults();
            var configuration = sources.Build();
            var services = new ServiceCollection();
            services.AddSingleton<IConfiguration>(configuration);
            services.AddLogging();
            services.AddSingleton(plans);
            services.AddGateway(configuration);
            using var provider = services.BuildServiceProvider();
            return [.. formFaults, .. SettingFaults.OfSections(provider)];
        }
        catch (Exception exception) when (SettingFaults.Of(exception) is { } faults)
        {
            return faults;
        }
    }

    private static void Collect(IConfigurationProvider provider, string? parent, Dictionary<string, string> settings)
    {
        foreach (var key in provider.GetChildKeys([], parent).Distinct(StringComparer.OrdinalIgnoreCase).ToList())
        {
            var path = parent is null ? key : ConfigurationPath.Combine(parent, key);
            if (provider.TryGet(path, out var value) && value is not null)
                settings[path] = value;
            Collect(provider, path, settings);
        }
    }
}

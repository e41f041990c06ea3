using Gateway.Policies.Plans;

namespace Gateway.Configuration;

/// <summary>
/// Follows the settings file: what changed is judged whole together with all other settings, and then put in force at
/// once, or not at all. Reads the file anew instead of waiting for notices of the file system, which mounted
/// configuration (a link that is turned around) and network disks do not send.
/// </summary>
internal sealed class SettingsWatcher(IConfiguration configuration, IPlanCatalog plans, SettingsMetrics metrics, TimeProvider time, ILogger<SettingsWatcher> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private byte[]? _seen;
    private byte[]? _judged;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (configuration is not IConfigurationRoot root || root.Providers.OfType<SettingsFile>().FirstOrDefault() is not { } file)
            return;
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (await ReadAsync(file, stoppingToken) is { } content)
                Look(root, file, content);
        }
    }

    private static async Task<byte[]?> ReadAsync(SettingsFile file, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(file.Path, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Being replaced just now, or taken away: what is in force stays in force either way.
            return null;
        }
    }

    private void Look(IConfigurationRoot root, SettingsFile file, byte[] content)
    {
        var settled = _seen is not null && content.AsSpan().SequenceEqual(_seen);
        _seen = content;
        // A file that is still being written is looked at again when it rests.
        if (!settled || content.AsSpan().SequenceEqual(file.Content) || (_judged is not null && content.AsSpan().SequenceEqual(_judged)))
            return;
        _judged = content;
        try
        {
            var data = file.Parse(content);
            var before = SettingsCandidate.Flatten(root);
            var after = SettingsCandidate.Flatten(root, file, data);
            if (SettingsCandidate.Faults(after, plans) is { Count: > 0 } faults)
                Refuse(faults);
            else
                Take(file, content, data, Changes(before, after));
        }
        catch (InvalidDataException exception)
        {
            Refuse([exception.InnerException?.Message ?? exception.Message]);
        }
    }

    private void Take(SettingsFile file, byte[] content, IDictionary<string, string?> data, List<string> changes)
    {
        file.Swap(content, data);
        metrics.Reloaded(taken: true);
        logger.SettingsTaken(string.Join(", ", changes.Where(FollowedSettings.Includes)));
        if (changes.FindAll(path => !FollowedSettings.Includes(path)) is { Count: > 0 } later)
            logger.SettingsNeedRestart(string.Join(", ", later));
    }

    private void Refuse(IReadOnlyList<string> faults)
    {
        metrics.Reloaded(taken: false);
        logger.SettingsRejected(string.Join(' ', faults));
    }

    private static List<string> Changes(Dictionary<string, string> before, Dictionary<string, string> after) =>
        [.. before.Keys.Union(after.Keys, StringComparer.OrdinalIgnoreCase).Where(path => before.GetValueOrDefault(path) != after.GetValueOrDefault(path)).Order(StringComparer.Ordinal)];
}

namespace Gateway.Storage;

/// <summary>
/// Whether a SQLite file may have changed, by a glance at the file and its log instead of opening both: a thousandth of
/// the price, several times a second. Not thread-safe.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="time">The clock.</param>
internal sealed class DatabaseFiles(string path, TimeProvider time)
{
    /// <summary>File times are coarse: what was written lately may be written again and look the same.</summary>
    private static readonly TimeSpan Doubt = TimeSpan.FromSeconds(2);

    /// <summary>However the files look, they are opened this often.</summary>
    private static readonly TimeSpan LongestTrust = TimeSpan.FromSeconds(5);

    private (Look File, Look Log) _seen;
    private long _openedAt;

    /// <summary>Looks. True the first time, and whenever nothing proves the contrary.</summary>
    public bool MayHaveChanged()
    {
        var now = (File: Look.At(path), Log: Look.At(path + "-wal"));
        var settled = IsSettled(now.File) && (now.Log == default || IsSettled(now.Log));
        if (settled && now == _seen && _openedAt != 0 && time.GetElapsedTime(_openedAt) < LongestTrust)
            return false;
        _seen = now;
        _openedAt = time.GetTimestamp();
        return true;
    }

    private bool IsSettled(Look look) => look != default && time.GetUtcNow() - look.WrittenAt > Doubt;

    private readonly record struct Look(long Length, DateTimeOffset WrittenAt)
    {
        public static Look At(string path)
        {
            var file = new FileInfo(path);
            return file.Exists ? new(file.Length, file.LastWriteTimeUtc) : default;
        }
    }
}

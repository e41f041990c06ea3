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

    private (FileLook File, FileLook Log) _seen;
    private long _openedAt;

    /// <summary>Looks. True the first time, and whenever nothing proves the contrary.</summary>
    public bool MayHaveChanged()
    {
        var now = (File: FileLook.At(path), Log: Written(FileLook.At(path + "-wal")));
        var settled = IsSettled(now.File) && (now.Log == default || IsSettled(now.Log));
        if (settled && now == _seen && _openedAt != 0 && time.GetElapsedTime(_openedAt) < LongestTrust)
            return false;
        _seen = now;
        _openedAt = time.GetTimestamp();
        return true;
    }

    /// <summary>An empty log says as much as none, and comes and goes with whoever has the file open.</summary>
    private static FileLook Written(FileLook log) => log.Length > 0 ? log : default;

    private bool IsSettled(FileLook look) => look != default && time.GetUtcNow() - look.WrittenAt > Doubt;
}

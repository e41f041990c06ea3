using System.Text;

namespace Gateway.Metering;

/// <summary>
/// A file of this process's own for batches that the database does not take just now: one line of JSON each, appended and
/// forced to disk. Held open for as long as the process lives, so that a file which nobody holds is that of a process which
/// ended without saying so. Not thread-safe: the writer alone uses it.
/// </summary>
internal sealed class UsageSpill : IDisposable
{
    /// <summary>What the files are called.</summary>
    public const string Pattern = "usage-*.jsonl";

    private const string KeptSuffix = "-kept.jsonl";

    private readonly FileStream _file;
    private readonly long _maxBytes;
    private long _taken;

    private UsageSpill(FileStream file, long maxBytes) => (_file, _maxBytes) = (file, maxBytes);

    /// <summary>Whether nothing waits in it.</summary>
    public bool IsEmpty => _taken == _file.Length;

    /// <summary>Bytes that wait.</summary>
    public long Waiting => _file.Length - _taken;

    /// <summary>Makes a new file.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static UsageSpill Create(string folder, long maxBytes)
    {
        // Its own folder alone: where the one above is missing, a mount is, and nothing must be made in its place.
        if (Path.GetDirectoryName(Path.GetFullPath(folder)) is { } parent && !Directory.Exists(parent))
            throw new DirectoryNotFoundException($"There is no folder '{parent}'.");
        Directory.CreateDirectory(folder);
        return new(Open(Path.Combine(folder, Pattern.Replace("*", Guid.NewGuid().ToString("N"), StringComparison.Ordinal)), FileMode.CreateNew), maxBytes);
    }

    /// <summary>Files that processes left which ended without saying so; each is this one's now.</summary>
    public static IEnumerable<UsageSpill> Orphans(string folder, long maxBytes)
    {
        foreach (var path in Directory.EnumerateFiles(folder, Pattern).Order(StringComparer.Ordinal).ToList())
        {
            if (TryOpen(path) is { } file)
                yield return new UsageSpill(file, maxBytes);
        }
    }

    /// <summary>When it was last written or touched, which its process did whenever it had stored all it had.</summary>
    public DateTimeOffset LastTouched => new(File.GetLastWriteTimeUtc(_file.SafeFileHandle), TimeSpan.Zero);

    /// <summary>Notes that all is stored up to now.</summary>
    public void Touch(DateTimeOffset now) => File.SetLastWriteTimeUtc(_file.SafeFileHandle, now.UtcDateTime);

    /// <summary>Appends a batch and forces it to disk.</summary>
    /// <returns>Whether there was room.</returns>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public bool TryAppend(UsageBatch batch)
    {
        var end = _file.Length;
        if (end >= _maxBytes)
            return false;
        try
        {
            _file.Seek(end, SeekOrigin.Begin);
            UsageJson.WriteLine(_file, batch);
            _file.Flush(flushToDisk: true);
            return true;
        }
        catch (IOException)
        {
            // Half a line would spoil the next one.
            _file.SetLength(end);
            throw;
        }
    }

    /// <summary>Reads the next batch that waits; it stays until <see cref="Remove"/>.</summary>
    /// <param name="end">Where it ends.</param>
    /// <returns>Null where the line is none: the end of a file whose process was killed while it wrote.</returns>
    public UsageBatch? Peek(out long end)
    {
        _file.Seek(_taken, SeekOrigin.Begin);
        using var reader = new StreamReader(_file, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        var line = reader.ReadLine() ?? "";
        end = Math.Min(_taken + Encoding.UTF8.GetByteCount(line) + 1, _file.Length);
        return UsageJson.ReadLine(line);
    }

    /// <summary>Takes what <see cref="Peek"/> read off the file.</summary>
    public void Remove(long end)
    {
        _taken = end;
        if (_taken < _file.Length)
            return;
        _file.SetLength(0);
        _taken = 0;
    }

    /// <summary>Whether its process ended without saying so, so that there may have been more than stands here.</summary>
    public bool IsOfACrash => !_file.Name.EndsWith(KeptSuffix, StringComparison.Ordinal);

    /// <summary>Ends with it, and with the file if nothing waits in it; what waits is found by the next process.</summary>
    public void Dispose()
    {
        if (IsEmpty)
            File.Delete(_file.Name);
        else if (IsOfACrash)
            File.Move(_file.Name, Path.ChangeExtension(_file.Name, null) + KeptSuffix);
        _file.Dispose();
    }

    private static FileStream Open(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null; // somebody's
        }
    }
}

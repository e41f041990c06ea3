namespace Gateway.Storage;

/// <summary>How a file looks from outside; the default is one that is not there.</summary>
internal readonly record struct FileLook(long Length, DateTimeOffset WrittenAt)
{
    /// <summary>A glance, without opening it.</summary>
    public static FileLook At(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? new(file.Length, file.LastWriteTimeUtc) : default;
    }
}

namespace Gateway.Surface;

/// <summary>
/// Committed texts that the program must still produce; a difference is a change of what callers or operators see.
/// <c>UPDATE_SNAPSHOTS=1 dotnet test</c> writes them anew.
/// </summary>
internal static class Snapshot
{
    /// <summary>Whether texts are written instead of compared.</summary>
    public static bool IsUpdating { get; } = Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") is "1";

    /// <summary>Compares a text with a committed file, or writes it.</summary>
    /// <param name="path">Relative to the root of the repository.</param>
    /// <param name="text">What the program says now.</param>
    public static void Match(string path, string text)
    {
        if (IsUpdating)
            File.WriteAllText(RepositoryFiles.PathOf(path), text);
        else
            Assert.Equal(RepositoryFiles.Read(path), text);
    }
}

namespace Gateway.Storage;

/// <summary>What a disk has against new files.</summary>
internal static class DiskFaults
{
    /// <summary>As much as SQLite asks for its index of the write-ahead log.</summary>
    private const int Room = 32 * 1024;

    // ENOSPC of Unix, ERROR_DISK_FULL of Windows.
    private static readonly int[] NoRoom = [28, 112];

    /// <summary>
    /// Tries to write a file beside a database, and never opens the database itself: closing it would drop the locks that
    /// SQLite holds on it in this process.
    /// </summary>
    /// <returns><see cref="DatabaseFault.Full"/>, <see cref="DatabaseFault.ReadOnly"/>, or null: nothing, or the database is not there.</returns>
    public static DatabaseFault? Find(string database)
    {
        if (!File.Exists(database))
            return null;
        try
        {
            using var file = new FileStream(
                $"{database}-{Guid.NewGuid():N}", FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
            file.Write(new byte[Room]);
            return null;
        }
        catch (IOException exception) when (NoRoom.Contains(exception.HResult & 0xFFFF))
        {
            return DatabaseFault.Full;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return DatabaseFault.ReadOnly;
        }
    }
}

using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Gateway.Storage;

/// <summary>A connection that knows which state of the file it was opened in.</summary>
/// <param name="connectionString">What to open.</param>
/// <param name="age">How often the file had become another by then.</param>
internal sealed class SqliteFileConnection(string connectionString, int age) : SqliteConnection(connectionString)
{
    /// <summary>SQLITE_FCNTL_HAS_MOVED.</summary>
    private const int HasMoved = 20;

    /// <summary>How often the file had become another when this was opened.</summary>
    public int Age => age;

    /// <summary>
    /// Whether its file is no longer to be found under its name: removed, or another stands there. Nowhere but where such
    /// things can be done to an open file.
    /// </summary>
    public bool IsOfAnotherFile
    {
        get
        {
            var moved = 0;
            return sqlite3_file_control(Handle!.DangerousGetHandle(), "main", HasMoved, ref moved) == 0 && moved != 0;
        }
    }

    // SQLitePCLRaw has no name for it. The library is the one that its bundle brings.
    [DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control", BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
    private static extern int sqlite3_file_control(IntPtr database, [MarshalAs(UnmanagedType.LPUTF8Str)] string schema, int operation, ref int result);
}

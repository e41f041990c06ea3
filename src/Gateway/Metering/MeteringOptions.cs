using System.ComponentModel.DataAnnotations;

namespace Gateway.Metering;

/// <summary>What is written down about work that was done, and for how long.</summary>
internal sealed class MeteringOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Gateway:Metering";

    /// <summary>Whether usage is metered at all. Without it there are no records, and budgets do not fill.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How long a record may wait for others before they are stored together; a process that is killed loses no more than this.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:00:01")]
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Records that wait in memory at most; beyond it they are lost, counted and reported. Traffic never waits for them.</summary>
    [Range(1000, 10_000_000)]
    public int MaxQueued { get; set; } = 100_000;

    /// <summary>
    /// Folder for records that the database does not take just now, taken up again when it does; it should outlive the
    /// process. Replicas may share it. Empty: <c>usage-spill</c> beside the SQLite database; with PostgreSQL below
    /// <c>~/.local/share/waves-gateway</c> (<c>XDG_DATA_HOME</c>), in a folder for each database.
    /// </summary>
    public string SpillFolder { get; set; } = "";

    /// <summary>Bytes of such records at most.</summary>
    [Range(1024L * 1024, 1024L * 1024 * 1024 * 1024)]
    public long MaxSpillBytes { get; set; } = 1024L * 1024 * 1024;

    /// <summary>How long single records are kept; the sums by the minute are kept for ever.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan RecordRetention { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How often the last day is held against the upstream's own logs; zero: never.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan ReconcileInterval { get; set; }
}

using System.ComponentModel.DataAnnotations;

namespace Gateway.Storage;

/// <summary>Where keys, teams, plans and the audit log are kept.</summary>
internal sealed class DatabaseOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Gateway:Database";

    /// <summary><c>sqlite</c> or <c>postgres</c>.</summary>
    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;

    /// <summary>
    /// Connection string of the provider (Microsoft.Data.Sqlite or Npgsql). The default is a file in the working directory.
    /// </summary>
    [Required]
    public string ConnectionString { get; set; } = "Data Source=gateway.db";

    /// <summary>How long a write waits for another process's write before it answers "locked".</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How often the database is asked whether another process changed it. PostgreSQL announces changes besides; the
    /// poll then only covers announcements that were lost.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:00:10")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(250);
}

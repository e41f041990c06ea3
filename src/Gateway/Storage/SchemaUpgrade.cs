using DbUp.Builder;
using DbUp.Engine;

namespace Gateway.Storage;

/// <summary>Brings a database to the schema of this program: all missing steps in one transaction, or none.</summary>
internal static class SchemaUpgrade
{
    /// <summary>Compares what a database has taken with what the program knows.</summary>
    /// <param name="taken">Names of the steps the database has taken; empty for a new one.</param>
    /// <param name="known">The program's steps.</param>
    /// <returns>Whether steps are missing.</returns>
    /// <exception cref="DatabaseUnavailableException">The database has steps that the program does not know.</exception>
    public static bool IsNeeded(IReadOnlyCollection<string> taken, IReadOnlyList<SqlScript> known)
    {
        var names = known.Select(script => script.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var name in taken)
        {
            if (!names.Contains(name))
                throw Newer(name);
        }
        return taken.Count < names.Count;
    }

    /// <summary>Takes the missing steps.</summary>
    /// <param name="builder">A builder that knows database and journal.</param>
    /// <param name="known">The program's steps.</param>
    /// <exception cref="DatabaseUnavailableException">A step failed for a reason that lies in the database's content.</exception>
    public static void Perform(UpgradeEngineBuilder builder, IReadOnlyList<SqlScript> known)
    {
        var result = builder.WithScripts(known).WithVariablesDisabled().WithTransaction().LogToNowhere().Build().PerformUpgrade();
        if (result.Successful)
            return;
        throw new SchemaUpgradeException(result.ErrorScript?.Name, result.Error);
    }

    /// <summary>What is said when a newer program was here.</summary>
    public static DatabaseUnavailableException Newer(string step) => new(
        DatabaseFault.Newer,
        $"The database was upgraded by a newer version of the gateway (step '{step}'). Run that version, or restore a backup from before the upgrade.");
}

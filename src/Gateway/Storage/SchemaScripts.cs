using System.Reflection;
using DbUp.Engine;

namespace Gateway.Storage;

/// <summary>
/// The steps of the schema, embedded as <c>migrations/&lt;provider&gt;/NNNN_what.sql</c>. A step that has shipped never
/// changes; the next change is the next step.
/// </summary>
internal static class SchemaScripts
{
    /// <summary>Table that remembers which steps a database has taken.</summary>
    public const string JournalTable = "schema_versions";

    /// <summary>How many steps the program knows; the same for every provider.</summary>
    public static int Count { get; } = Of(DatabaseProvider.Sqlite).Count;

    /// <summary>All steps of a provider, in order. Their names are the same for every provider.</summary>
    public static IReadOnlyList<SqlScript> Of(DatabaseProvider provider)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var prefix = $"migrations/{provider}/";
        return
        [
            .. from resource in assembly.GetManifestResourceNames()
               where resource.StartsWith(prefix, StringComparison.Ordinal)
               orderby resource
               select new SqlScript(Path.GetFileNameWithoutExtension(resource[prefix.Length..]), Read(assembly, resource)),
        ];
    }

    private static string Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}

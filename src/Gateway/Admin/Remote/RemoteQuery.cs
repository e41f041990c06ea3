using System.Globalization;
using Gateway.Admin.Documents;

namespace Gateway.Admin.Remote;

/// <summary>Queries of lists.</summary>
internal static class RemoteQuery
{
    /// <summary>A path with its query; values of null are left out.</summary>
    public static string Of(string path, PageRequest? page, params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var query = new List<string>();
        foreach (var (name, value) in parameters)
            Add(name, value);
        if (page is not null)
        {
            Add("cursor", page.Cursor);
            Add("limit", page.Limit.ToString(CultureInfo.InvariantCulture));
        }
        return query.Count == 0 ? path : $"{path}?{string.Join('&', query)}";

        void Add(string name, string? value)
        {
            if (value is not null)
                query.Add($"{name}={Uri.EscapeDataString(value)}");
        }
    }
}

using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Gateway.Admin;

/// <summary>The position after an entry of a list, opaque to clients.</summary>
/// <param name="Time">Creation time of the entry, where the list is ordered by it.</param>
/// <param name="Id">Its id or name.</param>
internal readonly record struct PageCursor(long Time, string Id)
{
    /// <summary>Before the first entry.</summary>
    public static PageCursor Start { get; } = new(long.MinValue, "");

    /// <summary>The cursor of a text; null when it is none of ours.</summary>
    public static PageCursor? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return Start;
        if (text.Length > 512 || !Base64Url.IsValid(text))
            return null;
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('\n');
        return parts.Length == 2 && long.TryParse(parts[0], CultureInfo.InvariantCulture, out var time) ? new(time, parts[1]) : null;
    }

    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Time}\n{Id}")));
}

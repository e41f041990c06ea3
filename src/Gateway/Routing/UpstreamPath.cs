using System.Buffers;
using System.Globalization;
using System.Text;
using Gateway.Policies.Contracts;

namespace Gateway.Routing;

/// <summary>The path to ask the upstream for: always below <c>/waves/v1</c>, in the contract's own spelling.</summary>
internal static class UpstreamPath
{
    /// <summary>What may stand in a segment as it is (RFC 3986, <c>pchar</c>); never the percent sign.</summary>
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("-._~!$&'()*+,;=:@0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>
    /// Fills the row's path with the request's parameters. They are encoded anew from what routing read: an upstream that
    /// decodes the path once sees exactly what the row was chosen by.
    /// </summary>
    public static string Of(WavesContract contract, HttpContext context)
    {
        if (!contract.HasPathParameters)
            return WavesContract.Prefix + contract.UpstreamTemplate;

        var path = new StringBuilder(WavesContract.Prefix, 128);
        foreach (var segment in contract.UpstreamTemplate.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var isOpenEnd = segment.StartsWith("{**", StringComparison.Ordinal);
            var value = segment.StartsWith('{') ? context.Request.RouteValues[segment.Trim('{', '}', '*')]?.ToString() ?? "" : segment;
            if (value.Length == 0 && isOpenEnd)
                break;
            path.Append('/');
            AppendParameter(path, value, isOpenEnd);
        }
        return path.ToString();
    }

    private static void AppendParameter(StringBuilder path, string value, bool isOpenEnd)
    {
        if (!value.AsSpan().ContainsAnyExcept(Plain))
        {
            path.Append(value);
            return;
        }
        foreach (var rune in value.EnumerateRunes())
        {
            if (rune.IsBmp && Plain.Contains((char)rune.Value) || isOpenEnd && rune.Value == '/')
                path.Append((char)rune.Value);
            else
                AppendEncoded(path, rune);
        }
    }

    private static void AppendEncoded(StringBuilder path, Rune rune)
    {
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var octet in utf8[..rune.EncodeToUtf8(utf8)])
            path.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
    }
}

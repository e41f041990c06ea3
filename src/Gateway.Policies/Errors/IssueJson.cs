using System.Text.Json;

namespace Gateway.Policies.Errors;

/// <summary>Writes issues with the members and their order that zod gives each code.</summary>
internal static class IssueJson
{
    /// <summary>Writes an array of issues.</summary>
    /// <param name="json">Where to write.</param>
    /// <param name="issues">The issues.</param>
    /// <param name="customPathFirst">
    /// Where <c>path</c> stands in a <c>custom</c> issue: before <c>message</c> on TTS, after it on chat (as recorded).
    /// </param>
    public static void WriteArray(Utf8JsonWriter json, IEnumerable<Issue> issues, bool customPathFirst)
    {
        json.WriteStartArray();
        foreach (var issue in issues)
            Write(json, issue, customPathFirst);
        json.WriteEndArray();
    }

    /// <summary>Writes <c>path</c>.</summary>
    public static void WritePath(Utf8JsonWriter json, Issue issue)
    {
        json.WriteStartArray("path"u8);
        foreach (var segment in issue.Path)
        {
            if (segment is int index)
                json.WriteNumberValue(index);
            else
                json.WriteStringValue((string)segment);
        }
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, Issue issue, bool customPathFirst)
    {
        json.WriteStartObject();
        var pathFirst = true;
        switch (issue.Code)
        {
            case IssueCode.InvalidEnumValue:
                WriteOption(json, "received"u8, issue.Received ?? "", issue.HasNumericOptions);
                json.WriteString("code"u8, issue.Code);
                WriteOptions(json, issue);
                break;
            case IssueCode.InvalidType:
                json.WriteString("code"u8, issue.Code);
                json.WriteString("expected"u8, issue.Expected);
                json.WriteString("received"u8, issue.Received);
                break;
            case IssueCode.TooSmall:
            case IssueCode.TooBig:
                json.WriteString("code"u8, issue.Code);
                if (issue.Minimum is { } minimum)
                    json.WriteNumber("minimum"u8, minimum);
                if (issue.Maximum is { } maximum)
                    json.WriteNumber("maximum"u8, maximum);
                json.WriteString("type"u8, issue.Type);
                json.WriteBoolean("inclusive"u8, true);
                json.WriteBoolean("exact"u8, false);
                pathFirst = false;
                break;
            case IssueCode.InvalidString:
                json.WriteString("validation"u8, "regex"u8);
                json.WriteString("code"u8, issue.Code);
                pathFirst = false;
                break;
            default:
                json.WriteString("code"u8, issue.Code);
                pathFirst = customPathFirst;
                break;
        }
        if (pathFirst)
            WritePath(json, issue);
        json.WriteString("message"u8, issue.Message);
        if (!pathFirst)
            WritePath(json, issue);
        json.WriteEndObject();
    }

    private static void WriteOptions(Utf8JsonWriter json, Issue issue)
    {
        json.WriteStartArray("options"u8);
        foreach (var option in issue.Options)
        {
            if (issue.HasNumericOptions)
                json.WriteRawValue(option);
            else
                json.WriteStringValue(option);
        }
        json.WriteEndArray();
    }

    private static void WriteOption(Utf8JsonWriter json, ReadOnlySpan<byte> name, string value, bool isNumber)
    {
        if (isNumber)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(value);
        }
        else
        {
            json.WriteString(name, value);
        }
    }
}

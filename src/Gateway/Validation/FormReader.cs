using System.Buffers;
using System.Text;
using Gateway.Policies.Validation;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Gateway.Validation;

/// <summary>Lists the parts of a held multipart form: names, types and sizes; values of small text fields only.</summary>
internal static class FormReader
{
    private const int MaxParts = 64;
    private const int MaxValueBytes = 16 * 1024;
    private const int MaxBoundaryLength = 200;

    /// <returns>Null when the body is no well-formed multipart form.</returns>
    public static async Task<List<FormPart>?> ReadAsync(string? contentType, HeldBody body, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= MaxBoundaryLength } boundary)
        {
            return null;
        }

        var parts = new List<FormPart>();
        var scrap = ArrayPool<byte>.Shared.Rent(MaxValueBytes);
        try
        {
            var reader = new MultipartReader(boundary.ToString(), new HeldBodyStream(body));
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                if (parts.Count == MaxParts || !ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
                    return null;
                var isFile = disposition.IsFileDisposition();
                var (length, value) = await MeasureAsync(section.Body, isFile, scrap, cancellationToken);
                parts.Add(new(
                    HeaderUtilities.RemoveQuotes(disposition.Name).ToString(),
                    isFile,
                    MediaTypeHeaderValue.TryParse(section.ContentType, out var partType) ? partType.MediaType.ToString().ToLowerInvariant() : null,
                    length,
                    value));
            }
            return parts;
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scrap);
        }
    }

    /// <summary>Counts a part's bytes; keeps the text of a field as far as it fits.</summary>
    private static async Task<(long Length, string? Value)> MeasureAsync(Stream part, bool isFile, byte[] scrap, CancellationToken cancellationToken)
    {
        long length = 0;
        string? value = isFile ? null : "";
        while (true)
        {
            var read = await part.ReadAtLeastAsync(scrap.AsMemory(0, MaxValueBytes), MaxValueBytes, throwOnEndOfStream: false, cancellationToken);
            if (!isFile && length == 0)
                value = Encoding.UTF8.GetString(scrap.AsSpan(0, read));
            length += read;
            if (read < MaxValueBytes)
                return (length, value);
        }
    }
}

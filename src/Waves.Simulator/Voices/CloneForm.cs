using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Waves.Simulator.Wire;

namespace Waves.Simulator.Voices;

/// <summary>The multipart form of V1 (contract 2.6), read part by part; of the file only its size is kept.</summary>
internal sealed class CloneForm
{
    /// <summary>Largest file the contract allows.</summary>
    public const int MaxFileBytes = 5 * 1024 * 1024;

    private const int MaxFieldBytes = 64 * 1024;
    private const int MaxFields = 64;

    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);

    private CloneForm()
    {
    }

    /// <summary>Name of the uploaded file; <see langword="null"/> when none came.</summary>
    public string? FileName { get; private set; }

    public string FileType { get; private set; } = "";

    public long FileBytes { get; private set; }

    public string Field(string name) => _fields.GetValueOrDefault(name, "");

    /// <summary>Reads the form to its end.</summary>
    /// <returns><see langword="null"/> when the body is not a multipart form.</returns>
    public static async Task<CloneForm?> ReadAsync(Call call)
    {
        if (!MediaTypeHeaderValue.TryParse(call.Context.Request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary)
        {
            return null;
        }

        var form = new CloneForm();
        var reader = new MultipartReader(boundary, call.Context.Request.Body);
        try
        {
            while (await reader.ReadNextSectionAsync(call.Gone) is { } section)
                await form.TakeAsync(section, call.Gone);
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException && !call.Gone.IsCancellationRequested)
        {
            return null;
        }

        return form;
    }

    private async Task TakeAsync(MultipartSection section, CancellationToken cancellationToken)
    {
        if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
            return;
        var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "";
        var file = HeaderUtilities.RemoveQuotes(disposition.FileName).Value;
        var buffer = new byte[16 * 1024];
        var text = new StringBuilder();
        int count;
        while ((count = await section.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (file is not null)
                FileBytes += count;
            else if (text.Length < MaxFieldBytes)
                text.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }

        if (file is not null && name == "file")
            (FileName, FileType) = (file, section.ContentType?.Split(';')[0].Trim() ?? "");
        else if (_fields.Count < MaxFields)
            _fields[name] = text.ToString();
    }
}

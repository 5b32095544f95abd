using System.CommandLine;
using MedSsl.Dicom;
using MedSsl.Dicom.Codecs;
using MedSsl.Hosting;
using MedSsl.Ingestion;

namespace MedSsl.AllInOne.Commands;

/// <summary>Shows what ingestion would do with text in pixels, so that rules can be written and tried.</summary>
internal static class DeIdCommand
{
    private static readonly Argument<FileInfo> Input = new("FILE") { Description = "A DICOM file as it comes from the scanner" };
    private static readonly Option<FileInfo?> Out = new("--out") { Description = "PNG file to write: the first frame, what would be blanked in red; it shows the text and may name a patient", HelpName = "FILE" };

    public static Command Create() => new("deid", "De-identification: see what would happen to an image")
    {
        new Command("preview", "Tell which rule an image meets, and draw what would be blanked") { Input, Out }.Does(PreviewAsync),
    };

    private static async Task<int> PreviewAsync(ParseResult parsed, Output output, CancellationToken cancellationToken)
    {
        var configuration = ServiceHost.CreateBuilder(GlobalOptions.ToConfiguration(parsed)).Configuration;
        var options = configuration.GetValidated<DeIdentificationOptions>(DeIdentificationOptions.SectionName);
        using var decoder = new CodecWorkerPool(configuration.GetValidated<CodecOptions>(CodecOptions.SectionName), TimeProvider.System);
        var dataset = await ReadAsync(parsed.GetValue(Input)!, cancellationToken);
        var verdict = options.CreatePixelCleaner(decoder).Assess(dataset);
        if (parsed.GetValue(Out) is { } file)
        {
            if (!PixelDecoder.TryOpen(dataset, new DicomLimits(), decoder, out var source, out var error) || !source.TryDecode(0, out var frame, out error))
            {
                throw new CommandFailedException($"{parsed.GetValue(Input)}: {error.Message}");
            }

            await BlankingPicture.WriteAsync(file.FullName, frame, verdict.Blanked, cancellationToken);
        }

        output.Answer(new { decidedBy = verdict.Source, refusal = verdict.Refusal, blanked = verdict.Blanked.Select(part => new[] { part.X, part.Y, part.Width, part.Height }) }, table =>
        {
            table.AddColumns("decided by", "result", "x y width height");
            table.AddRow(
                verdict.Source,
                verdict.Refusal ?? (verdict.Blanked.Count > 0 ? "blanked" : "unchanged"),
                string.Join("; ", verdict.Blanked.Select(part => $"{part.X} {part.Y} {part.Width} {part.Height}")));
        });
        return verdict.Refusal is null ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static async Task<DicomDataset> ReadAsync(FileInfo file, CancellationToken cancellationToken)
    {
        byte[] content;
        try
        {
            content = await File.ReadAllBytesAsync(file.FullName, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file}: {exception.Message}");
        }

        return DicomFile.TryParse(content, new DicomLimits(), out var dataset, out var error) ? dataset : throw new UsageException($"{file}: {error.Message}");
    }
}

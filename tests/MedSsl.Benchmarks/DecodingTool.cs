using System.ComponentModel;
using System.Diagnostics;
using MedSsl.Dicom;

namespace MedSsl.Benchmarks;

/// <summary>A command-line decoder of others: a process for each file.</summary>
internal sealed record DecodingTool(string Name, Func<string, string, string[]> Arguments, string[] Nothing, bool TakesCodestreams = false)
{
    private const int Rounds = 3;

    public static readonly DecodingTool DcmtkRle = new("dcmdrle", (input, output) => [input, output], ["--version"]);
    public static readonly DecodingTool DcmtkJpeg = new("dcmdjpeg", (input, output) => [input, output], ["--version"]);
    public static readonly DecodingTool DcmtkJpegLs = new("dcmdjpls", (input, output) => [input, output], ["--version"]);
    public static readonly DecodingTool Gdcm = new("gdcmconv", (input, output) => ["--raw", input, output], ["--version"]);
    public static readonly DecodingTool OpenJpeg = new("opj_decompress", (input, output) => ["-i", input, "-o", output + ".raw"], ["-h"], TakesCodestreams: true);

    /// <summary>
    /// Seconds of <paramref name="ours"/> and of this tool for all files, without starting and ending, medians of rounds in turn, so that both see the
    /// same drift of the machine; null where the tool is not installed or refuses a file.
    /// </summary>
    public (double Ours, double Theirs)? Against(Action ours, string[] files, string temporary)
    {
        var output = Path.Combine(temporary, "output");
        var inputs = TakesCodestreams ? [.. files.Select((file, i) => Codestream(file, Path.Combine(temporary, $"{i}.j2k")))] : files;
        try
        {
            if (!Array.TrueForAll(inputs, input => Start(Arguments(input, output)) == 0))
            {
                return null;
            }
        }
        catch (Win32Exception)
        {
            return null;
        }

        var rounds = Enumerable.Range(0, Rounds).Select(_ =>
            (Ours: Measure.Once(ours), Theirs: Measure.Once(() => Array.ForEach(inputs, input => Start(Arguments(input, output)))) - Measure.Once(() => Array.ForEach(inputs, _ => Start(Nothing))))).ToList();
        return (rounds.Select(round => round.Ours).Order().ElementAt(Rounds / 2), Math.Max(rounds.Select(round => round.Theirs).Order().ElementAt(Rounds / 2), 1e-3));
    }

    private int Start(string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Name, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        _ = errors.Result;
        return process.ExitCode;
    }

    private static string Codestream(string file, string target)
    {
        DicomFile.TryParse(File.ReadAllBytes(file), new DicomLimits(), out var dataset, out _);
        dataset!.TryGet(DicomTags.PixelData, out var pixels);
        File.WriteAllBytes(target, [.. pixels!.Fragments!.Skip(1).SelectMany(fragment => fragment.ToArray())]);
        return target;
    }
}

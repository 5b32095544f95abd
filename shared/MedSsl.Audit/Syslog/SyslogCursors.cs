using System.Globalization;
using MedSsl.Audit.Chain;

namespace MedSsl.Audit.Syslog;

/// <summary>How far each chain is known to have reached the collector: a small file beside the chain.</summary>
internal static class SyslogCursors
{
    private const string Name = "syslog.cursor";

    /// <summary>The place behind the last record that counts as delivered; the start of the chain where nothing was sent or the file is damaged.</summary>
    public static ChainPosition Read(string chainFolder)
    {
        var file = Path.Combine(chainFolder, Name);
        var numbers = (File.Exists(file) ? File.ReadAllText(file) : "").Split(' ').Select(text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1).ToList();
        return numbers is [>= 0, >= 0, >= 0] ? new ChainPosition(numbers[0], numbers[1], numbers[2]) : ChainPosition.Start;
    }

    public static void Write(string chainFolder, ChainPosition position) =>
        ChainFiles.Replace(Path.Combine(chainFolder, Name), string.Create(CultureInfo.InvariantCulture, $"{position.File} {position.Offset} {position.Sequence}"));
}

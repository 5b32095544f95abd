using System.Text;

namespace MedSsl.Dicom.Parsing;

/// <summary>
/// Specific Character Set (PS3.3 C.12.1.1.2). Code extensions (ISO 2022 escapes) are not interpreted: their bytes are read as Latin-1, which
/// keeps different values different, and that is all that a pseudonym needs.
/// </summary>
internal static class CharacterSets
{
    /// <summary>Reads the default repertoire and, beyond ASCII, whatever byte an equipment wrote against the rule.</summary>
    public static readonly Encoding Default = Encoding.Latin1;

    public const string Utf8Name = "ISO_IR 192";

    /// <summary>The encoding of the first character set of a data set.</summary>
    public static Encoding Of(string? name) => name switch
    {
        Utf8Name => Encoding.UTF8,
        "ISO_IR 101" => CodePage(28592),
        "ISO_IR 109" => CodePage(28593),
        "ISO_IR 110" => CodePage(28594),
        "ISO_IR 144" => CodePage(28595),
        "ISO_IR 127" => CodePage(28596),
        "ISO_IR 126" => CodePage(28597),
        "ISO_IR 138" => CodePage(28598),
        "ISO_IR 148" => CodePage(28599),
        "ISO_IR 203" => CodePage(28605),
        "ISO_IR 13" => CodePage(932),
        "ISO_IR 166" => CodePage(874),
        "GB18030" => CodePage(54936),
        "GBK" => CodePage(936),
        _ => Default,
    };

    private static Encoding CodePage(int number) => CodePagesEncodingProvider.Instance.GetEncoding(number) ?? Default;
}

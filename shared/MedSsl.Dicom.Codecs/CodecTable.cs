namespace MedSsl.Dicom.Codecs;

/// <summary>Every transfer syntax that is decoded, and by what. The conformance page is compared with it.</summary>
public static class CodecTable
{
    private const string InProcess = "own, in process";
    private const string JpegLibrary = "JpegLibrary, in a worker";
    private const string Lossless = "own, in a worker";
    private const string CharLs = "CharLS, in a worker";
    private const string OpenJpeg = "OpenJPEG, in a worker";

    /// <summary>The table.</summary>
    public static IReadOnlyList<DecodedSyntax> Syntaxes { get; } =
    [
        new(TransferSyntaxes.ImplicitVrLittleEndian, "exact", InProcess, ""),
        new(TransferSyntaxes.ExplicitVrLittleEndian, "exact", InProcess, ""),
        new(TransferSyntaxes.DeflatedExplicitVrLittleEndian, "exact", InProcess, ""),
        new(TransferSyntaxes.ExplicitVrBigEndian, "exact", InProcess, ""),
        new(TransferSyntaxes.RleLossless, "exact", InProcess, ""),
        new(TransferSyntaxes.DeflatedImageFrame, "exact", InProcess, ""),
        new(TransferSyntaxes.JpegBaseline, "within 1 of DCMTK where colour is not subsampled", JpegLibrary, ""),
        new(TransferSyntaxes.JpegExtended, "within 1 of DCMTK", JpegLibrary, ""),
        new(TransferSyntaxes.JpegSpectralSelection, "within 1 of DCMTK", JpegLibrary, ""),
        new(TransferSyntaxes.JpegFullProgression, "within 1 of DCMTK", JpegLibrary, ""),
        new(TransferSyntaxes.JpegLossless, "exact", Lossless, ""),
        new(TransferSyntaxes.JpegLosslessFirstOrder, "exact", Lossless, ""),
        new(TransferSyntaxes.JpegLsLossless, "exact", CharLs, "libcharls2"),
        new(TransferSyntaxes.JpegLsNearLossless, "within its own bound", CharLs, "libcharls2"),
        new(TransferSyntaxes.Jpeg2000Lossless, "exact", OpenJpeg, "libopenjp2-7"),
        new(TransferSyntaxes.Jpeg2000, "as OpenJPEG rounds", OpenJpeg, "libopenjp2-7"),
        new(TransferSyntaxes.HighThroughputLossless, "exact", OpenJpeg, "libopenjp2-7 2.5"),
        new(TransferSyntaxes.HighThroughputLosslessRpcl, "exact", OpenJpeg, "libopenjp2-7 2.5"),
        new(TransferSyntaxes.HighThroughput, "as OpenJPEG rounds", OpenJpeg, "libopenjp2-7 2.5"),
    ];
}

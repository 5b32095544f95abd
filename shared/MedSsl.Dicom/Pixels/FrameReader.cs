namespace MedSsl.Dicom.Pixels;

/// <summary>Gives the cells of single frames as values, samples of a pixel together.</summary>
internal abstract class FrameReader
{
    /// <summary>Stored values of a frame; null, and why, if it is damaged.</summary>
    public abstract float[]? Read(int frame, out DicomError? error);

    /// <summary>Whether the values of a frame are YCbCr; null where the data set's photometric interpretation tells.</summary>
    public virtual bool? IsYbr(int frame) => null;

    /// <summary>Whether a frame was compressed with loss.</summary>
    public virtual bool IsLossy => false;
}

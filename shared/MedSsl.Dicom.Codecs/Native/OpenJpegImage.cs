using System.Runtime.InteropServices;

namespace MedSsl.Dicom.Codecs.Native;

/// <summary>opj_image_t of openjpeg.h, version 2.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct OpenJpegImage
{
    public uint X0;
    public uint Y0;
    public uint X1;
    public uint Y1;
    public uint ComponentCount;
    public int ColorSpace;
    public OpenJpegComponent* Components;
    public byte* Profile;
    public uint ProfileLength;
}

/// <summary>opj_image_comp_t.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct OpenJpegComponent
{
    public uint StepX;
    public uint StepY;
    public uint Width;
    public uint Height;
    public uint X0;
    public uint Y0;
    public uint Precision;
    public uint BitsPerPixel;
    public uint Signed;
    public uint DecodedResolutions;
    public uint Factor;
    public int* Data;
    public ushort Alpha;
}

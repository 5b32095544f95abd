namespace MedSsl.Imaging.Intensity;

/// <summary>
/// The table under the patient of a CT slice: outside of the largest connected object and its cavities there is air. The usual first step of
/// lung segmentation (Hu, Hoffman, Reinhardt, IEEE TMI 20:490, 2001). A table that the body touches stays, and so does an arm only if
/// it touches the body: hence on request only.
/// </summary>
internal static class PatientTable
{
    /// <summary>Between lung and fat, Hounsfield units.</summary>
    private const float Tissue = -400;

    public static void Remove(GrayImage image)
    {
        var body = LargestComponent.Of(Array.ConvertAll(image.Pixels, value => value > Tissue), image.Width);
        var outside = Outside(body, image.Width, image.Height);
        for (var i = 0; i < outside.Length; i++)
        {
            image.Pixels[i] = outside[i] ? CtPreparation.Air : image.Pixels[i];
        }
    }

    /// <summary>What can be reached from the image's edge without crossing the body; lungs and bowel cannot.</summary>
    private static bool[] Outside(bool[] body, int width, int height)
    {
        // A frame of one pixel joins everything at the edge.
        var framed = new bool[(width + 2) * (height + 2)];
        Array.Fill(framed, true);
        for (var i = 0; i < body.Length; i++)
        {
            framed[(((i / width) + 1) * (width + 2)) + (i % width) + 1] = !body[i];
        }

        var reached = LargestComponent.Containing(framed, width + 2, start: 0);
        var outside = new bool[body.Length];
        for (var i = 0; i < outside.Length; i++)
        {
            outside[i] = reached[(((i / width) + 1) * (width + 2)) + (i % width) + 1];
        }

        return outside;
    }
}

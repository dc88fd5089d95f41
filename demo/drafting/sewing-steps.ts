/** What the instructions say of each design: written for this demo, short and complete enough to sew by. */
export const sewing: Record<string, { needs: string; steps: string[] }> = {
  aaron: {
    needs: 'About 1 m of jersey with good stretch, matching thread, a stretch needle or an overlocker.',
    steps: [
      'Cut front and back on the fold, two arm bindings and one neck binding.',
      'Sew front to back at the shoulders, right sides together.',
      'Sew the side seams.',
      'Fold each binding lengthwise, sew its short ends into a ring, and stretch it gently round the opening.',
      'Turn the binding over the raw edge and topstitch in the ditch with a narrow zigzag.',
      'Turn up the hem 2 cm and sew it with a twin needle.',
    ],
  },
  bella: {
    needs: 'About 1.5 m of muslin, thread, and a pencil for fitting notes.',
    steps: [
      'Cut front, back and sleeves in muslin, as many as each piece says.',
      'Sew the bust and waist darts and press them towards the centre and down.',
      'Sew shoulders and side seams.',
      'Ease the sleeve caps between the notches and set the sleeves in.',
      'Try it on, pin what is loose, slash what is tight, and draw the changes on the muslin.',
      'Move every change to the paper pieces before you draft from them.',
    ],
  },
  brian: {
    needs: 'About 1.7 m of muslin or another plain woven, and thread.',
    steps: [
      'Cut front and back on the fold and two sleeves.',
      'Sew the shoulder seams and press them open.',
      'Match the single notch of the front and the double notch of the back, and set in the sleeves flat.',
      'Sew side and sleeve seams in one go.',
      'Try it on, note what you change, and move the changes to the paper.',
    ],
  },
  diana: {
    needs: 'About 1.6 m of light viscose jersey, thread, and a stretch needle.',
    steps: [
      'Cut front and back on the fold and two sleeves.',
      'Finish the upper edge of the front drape and fold its facing inwards.',
      'Sew the shoulder seams, catching the folded facing.',
      'Bind the back neck with a strip of the same jersey.',
      'Set in the sleeves between the notches, then sew side and sleeve seams.',
      'Hem sleeves and body with a twin needle.',
    ],
  },
  huey: {
    needs: 'About 2 m of sweatshirt fleece, 0.5 m of ribbing, and a separating zip as long as the front.',
    steps: [
      'Cut all pieces; the hood four times, two of them for the lining.',
      'Hem the pocket openings and topstitch the pockets to the fronts.',
      'Sew the shoulders and set in the sleeves.',
      'Sew side and sleeve seams.',
      'Sew outer and lining hood, join them at the front edge, and sew the hood to the neck.',
      'Fold cuffs and waistband, and sew them on slightly stretched.',
      'Sew in the zip and topstitch along it.',
    ],
  },
  hugo: {
    needs: 'About 2 m of sweatshirt fleece and 0.6 m of ribbing.',
    steps: [
      'Cut all pieces; the two hood sides and the hood centre also for the lining.',
      'Face the slanted edges of the pocket and topstitch it to the front.',
      'Sew the raglan seams of front, sleeves and back between the notches.',
      'Sew side and sleeve seams.',
      'Sew the hood centre between the hood sides, line it, and sew it to the neck.',
      'Cover the neck seam with the neck binding.',
      'Fold cuffs and waistband, and sew them on slightly stretched.',
    ],
  },
  jaeger: {
    needs:
      'About 2.2 m of wool suiting, 1.8 m of lining, 0.7 m of canvas, 0.3 m of collar felt, two buttons.',
    steps: [
      'Thread-trace all marks. Sew the front darts and press them over a ham.',
      'Baste the canvas chest piece to the fronts and pad-stitch the lapels.',
      'Make the chest pocket, then the patch pockets with their lining.',
      'Join fronts, sides and back. Press every seam open on the ham.',
      'Join facings and front linings, and make the inner pocket.',
      'Pad-stitch the under collar, sew collar and stand, and set the collar to the neck and lapel notches.',
      'Sew the facings to the fronts, grade, turn and press from the roll line.',
      'Sew the sleeves with their vents, ease the caps, and set them in.',
      'Close the lining by hand, hem, and work the buttonholes.',
    ],
  },
  simon: {
    needs: 'About 2 m of shirting, 0.5 m of light woven interfacing, and about ten 11 mm buttons.',
    steps: [
      'Interface collar, collar stand and cuffs.',
      'Fold and topstitch the button and buttonhole plackets of the fronts.',
      'Sew the back between the two yokes, then the fronts, with the burrito method.',
      'Sew the sleeve plackets and fold the pleats.',
      'Set in the sleeves flat and sew side and sleeve seams.',
      'Make the cuffs and sew them on.',
      'Make the collar, sew it into the stand, and the stand to the neck.',
      'Hem, then sew buttonholes and buttons.',
    ],
  },
  sven: {
    needs: 'About 1.6 m of sweatshirt fleece and 0.5 m of ribbing.',
    steps: [
      'Cut front and back on the fold, two sleeves, and the ribbing.',
      'Sew the shoulder seams.',
      'Set in the sleeves between the notches.',
      'Sew side and sleeve seams.',
      'Sew a strip of ribbing into a ring and stretch it round the neck.',
      'Fold cuffs and waistband, and sew them on slightly stretched.',
    ],
  },
  teagan: {
    needs: 'About 1.3 m of jersey, a strip of ribbing for the neck, and a stretch needle.',
    steps: [
      'Cut front and back on the fold and two sleeves.',
      'Sew the shoulder seams, with a tape in the seam to keep them from growing.',
      'Sew the neck ribbing into a ring, fold it, and stretch it round the neck.',
      'Set in the sleeves flat and sew side and sleeve seams.',
      'Hem sleeves and body with a twin needle.',
    ],
  },
};
